"""Arenas over HTTP."""

from __future__ import annotations

import pytest

from tests.support.served.api import Api

PATH = "/api/v1/arenas"


def test_made_with_the_usual_parameters(api: Api) -> None:
    made = api.made(PATH, slug="t2i", name="Text to image")
    assert made["rating"] == {
        "mu": 25.0,
        "sigma": 25 / 3,
        "beta": 25 / 6,
        "tau": 0.0,
        "draw_probability": 0.1,
    }
    assert (made["task"], made["both_bad"], made["matchmaking"]) == ("text-to-image", "tie", "informative")
    assert (made["votes"], made["revision"]) == (0, 0)
    assert api.get(f"{PATH}/t2i").json() == made
    assert api.get(PATH).json() == {"items": [made], "next_cursor": None}


def test_made_with_others(api: Api) -> None:
    usual = api.made(PATH, slug="usual", name="Usual")
    other = api.made(
        PATH,
        slug="other",
        name="Other",
        task="image-editing",
        rating={"mu": 1500, "sigma": 500, "beta": 200, "draw_probability": 0.2},
        both_bad="ignore",
        matchmaking="uniform",
    )
    assert other["rating"] == {"mu": 1500, "sigma": 500, "beta": 200, "tau": 0, "draw_probability": 0.2}
    assert other["method_version"] != usual["method_version"]


BAD_PARAMETERS: list[tuple[dict[str, object], str]] = [
    ({"draw_probability": 0}, "rating.draw_probability"),
    ({"draw_probability": 1}, "rating.draw_probability"),
    ({"sigma": 0}, "rating.sigma"),
    ({"beta": -1}, "rating.beta"),
    ({"draw_probability": 1e-320}, "rating.draw_probability"),
    ({"draw_probability": 0.9999}, "rating.draw_probability"),
    ({"beta": 1e-320}, "rating.beta"),
    ({"sigma": 1e300}, "rating.sigma"),
    ({"tau": -1e-320}, "rating.tau"),
    ({"mu": 1e9}, "rating.mu"),
    ({"mu": "25"}, "rating.mu"),
    ({"gamma": 1}, "rating.gamma"),
]


def test_parameters_that_cannot_be_used(sqlite_api: Api) -> None:
    for rating, field in BAD_PARAMETERS:
        answer = sqlite_api.post(PATH, {"slug": "t2i", "name": "T", "rating": rating})
        assert answer.status_code == 422, rating
        assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("change", [{"rating": {"mu": 30}}, {"both_bad": "ignore"}])
def test_parameters_change_by_a_recount(sqlite_api: Api, change: dict[str, object]) -> None:
    before = sqlite_api.made(PATH, slug="t2i", name="T")
    answer = sqlite_api.patch(f"{PATH}/t2i", change)
    assert answer.status_code == 422
    assert "arena recount" in answer.json()["detail"]
    assert sqlite_api.get(f"{PATH}/t2i").json() == before


def test_described_and_retired(api: Api) -> None:
    before = api.made(PATH, slug="t2i", name="T")
    change = {"name": "Text", "description": "Pictures.", "task": "text", "matchmaking": "uniform"}
    assert api.patch(f"{PATH}/t2i", change).json() == before | change
    assert api.delete(f"{PATH}/t2i").status_code == 204
    assert api.get(PATH).json()["items"] == []
    assert api.get(f"{PATH}/t2i").json()["retired_at"] is not None
    assert api.patch(f"{PATH}/t2i", {"retired": False}).json() == before | change


def test_what_is_shown_counts_every_vote(api: Api) -> None:
    made = api.made(PATH, slug="t2i", name="T")
    for slug in ("a", "b"):
        api.made("/api/v1/models", slug=slug, name=slug)
    vote = {"model_left": "a", "model_right": "b", "outcome": "left"}
    for count in (1, 2, 3):
        assert api.post(f"{PATH}/t2i/votes", {"votes": [vote]}, scope="votes").status_code == 200
        assert api.get(f"{PATH}/t2i").json()["votes"] == count
        assert api.get(PATH).json()["items"][0]["votes"] == count
    assert api.get(f"{PATH}/t2i").json()["method_version"] == made["method_version"]


def test_the_list_of_arenas_is_asked_for_again_only_when_it_changed(api: Api) -> None:
    api.made(PATH, slug="t2i", name="T")
    tag = api.get(PATH).headers["ETag"]
    assert api.client.get(PATH, headers={"If-None-Match": tag}).status_code == 304
    api.patch(f"{PATH}/t2i", {"name": "Text"})
    assert api.client.get(PATH, headers={"If-None-Match": tag}).status_code == 200


def test_a_question_and_a_target_of_its_own(sqlite_api: Api) -> None:
    path = "/api/v1/arenas/logos"
    sqlite_api.made(
        "/api/v1/arenas", slug="logos", name="Logos", voting_question=" Which logo? ", target_votes=5
    )
    made = sqlite_api.get(path).json()
    assert (made["voting_question"], made["target_votes"]) == ("Which logo?", 5)
    page = sqlite_api.get("/arenas/logos/vote").text
    assert "Which logo? Logos</h1>" in page
    for wrong in ({"voting_question": ""}, {"voting_question": "x" * 201}, {"target_votes": 0}):
        assert sqlite_api.patch(path, wrong).status_code == 422
    changed = sqlite_api.patch(path, {"voting_question": None, "target_votes": None}).json()
    assert (changed["voting_question"], changed["target_votes"]) == (None, None)
    assert "Which image is better? Logos</h1>" in sqlite_api.get("/arenas/logos/vote").text


def test_a_color_languages_and_targets_of_its_own(sqlite_api: Api) -> None:
    path = f"{PATH}/t2i"
    made = sqlite_api.made(PATH, slug="t2i", name="T", accent="#FFEE00", voting_languages=["JA", "en"])
    assert (made["accent"], made["voting_languages"], made["targets"]) == ("#ffee00", ["en", "ja"], [])
    assert "/accent-6b6409-ffee00.css" in sqlite_api.get("/arenas/t2i").text
    assert "/accent-6b6409-ffee00.css" in sqlite_api.get("/embed/arenas/t2i").text
    assert "/accent-" not in sqlite_api.get("/").text
    targets = [{"theme": None, "language": "ja", "votes": 9}, {"theme": "Big type", "votes": 5}]
    changed = sqlite_api.patch(path, {"targets": targets}).json()
    assert changed["targets"] == [targets[0], {"theme": "big-type", "language": None, "votes": 5}]
    for wrong, field in (
        ({"accent": "red"}, "accent"),
        ({"accent": "#0b7a7\n"}, "accent"),
        ({"voting_languages": ["klingonish"]}, "voting_languages.0"),
        ({"voting_languages": ["en"] * 101}, "voting_languages"),
        ({"targets": [{"votes": 5}]}, "targets.0"),
        ({"targets": [{"theme": "a", "votes": 0}]}, "targets.0.votes"),
    ):
        answer = sqlite_api.patch(path, wrong)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert sqlite_api.get(path).json() == changed
    none = sqlite_api.patch(path, {"accent": None, "voting_languages": [], "targets": []}).json()
    assert (none["accent"], none["voting_languages"], none["targets"]) == (None, [], [])
