"""Votes over HTTP: reported, listed as the log, voided."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
import pytest

from service.arena.catalog import merging
from tests.support.db.databases import on_sqlite
from tests.support.served.api import Api, in_write

VOTES = "/api/v1/arenas/t2i/votes"


@pytest.fixture
def arena(api: Api) -> Api:
    """Return an arena with three models."""
    api.made("/api/v1/arenas", slug="t2i", name="Text to image")
    for slug in ("anna", "ben", "carl"):
        api.made("/api/v1/models", slug=slug, name=slug.title())
    return api


def vote(**fields: object) -> dict[str, object]:
    return {"model_left": "anna", "model_right": "ben", "outcome": "left", **fields}


def cast(api: Api, *votes: dict[str, object], **headers: str) -> dict[str, Any]:
    answer = api.post(VOTES, {"votes": list(votes)}, "votes", **headers)
    assert answer.status_code == 200, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def log(api: Api, **query: object) -> dict[str, Any]:
    answer = api.get(VOTES, **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_votes_are_in_the_log_as_they_were_reported(arena: Api) -> None:
    receipt = cast(
        arena,
        vote(themes=["Still Life", "people"], language="pt-br", external_id="x-1", voter="maria"),
        vote(outcome="both_bad", voted_at="2026-01-02T03:04:05.678901+01:00"),
    )
    assert receipt == {
        "accepted": 2,
        "duplicates": 0,
        "rejected": [],
        "first_position": 1,
        "last_position": 2,
        "rated": True,
    }
    found = log(arena)
    assert found["last_position"] == 2
    first, second = found["items"]
    assert (first["model_left"], first["model_right"], first["outcome"]) == ("anna", "ben", "left")
    assert (first["themes"], first["language"]) == (["people", "still-life"], "pt-BR")
    assert (first["external_id"], first["voided_at"], first["prompt_id"]) == ("x-1", None, None)
    assert (second["themes"], second["language"], second["outcome"]) == ([], None, "both_bad")
    assert second["voted_at"] == "2026-01-02T02:04:05.678901Z"
    assert not any("maria" in str(value) for value in first.values())


def test_a_prompt_given_by_its_text_is_stored_once(arena: Api) -> None:
    prompt = {"text": "a red cube", "language": "en", "themes": ["objects"]}
    cast(arena, vote(prompt=prompt), vote(prompt=prompt), vote(prompt={**prompt, "language": "de"}))
    ids = [item["prompt_id"] for item in log(arena)["items"]]
    assert ids[0] == ids[1] != ids[2]
    stored = arena.get("/api/v1/arenas/t2i/prompts").json()["items"]
    assert [(p["text"], p["language"], p["themes"]) for p in stored] == [
        ("a red cube", "en", ["objects"]),
        ("a red cube", "de", ["objects"]),
    ]
    again = cast(arena, vote(prompt_id=ids[0]), vote(prompt_id=ids[0], language="fr"), vote(prompt_id=999))
    assert again["accepted"] == 1
    assert [r["index"] for r in again["rejected"]] == [1, 2]
    assert log(arena)["items"][3]["themes"] == ["objects"]


def test_a_wrong_vote_is_rejected_alone_and_says_why(arena: Api) -> None:
    receipt = cast(
        arena,
        vote(model_right="anna"),
        vote(model_left="nobody"),
        vote(language="not a language"),
        vote(themes=["!!!"]),
        vote(voted_at="2999-01-01T00:00:00Z"),
        vote(),
    )
    assert (receipt["accepted"], receipt["first_position"]) == (1, 1)
    details = {r["index"]: r["detail"] for r in receipt["rejected"]}
    assert sorted(details) == [0, 1, 2, 3, 4]
    assert "'nobody'" in details[1]
    assert "future" in details[4]


MALFORMED: list[tuple[dict[str, object], str]] = [
    ({"outcome": "draw"}, "votes.0.outcome"),
    ({"winner": "left"}, "votes.0.winner"),
    ({"voted_at": "yesterday"}, "votes.0.voted_at"),
    ({"voted_at": 1_713_914_099}, "votes.0.voted_at"),
    ({"voted_at": "20240423"}, "votes.0.voted_at"),
    ({"voted_at": "0"}, "votes.0.voted_at"),
    ({"prompt": {"text": ""}}, "votes.0.prompt.text"),
    ({"prompt": {"text": "a"}, "prompt_id": 1}, "votes.0"),
    ({"prompt": {"text": "a", "language": "en"}, "language": "de"}, "votes.0"),
    ({"external_id": "a\0b"}, "votes.0.external_id"),
    ({"prompt_id": 10**30}, "votes.0.prompt_id"),
    ({"themes": ["a"] * 17}, "votes.0.themes"),
]


@on_sqlite
def test_a_malformed_vote_stores_nothing_of_the_request(arena: Api) -> None:
    for fields, field in MALFORMED:
        answer = arena.post(VOTES, {"votes": [vote(**fields), vote()]}, "votes")
        assert answer.status_code == 422, (fields, answer.text)
        assert field in [error["field"] for error in answer.json()["errors"]]
        assert log(arena)["items"] == []


def test_ten_thousand_votes_are_taken_and_one_more_is_not(arena: Api) -> None:
    assert cast(arena, *[vote()] * 10_000)["accepted"] == 10_000
    assert arena.post(VOTES, {"votes": [vote()] * 10_001}, "votes").status_code == 422
    assert arena.post(VOTES, {"votes": []}, "votes").status_code == 422


def test_an_external_id_counts_once_in_its_arena(arena: Api) -> None:
    arena.made("/api/v1/arenas", slug="other", name="Other")
    cast(arena, vote(external_id="one"))
    assert cast(arena, vote(external_id="one", voter="maria"))["duplicates"] == 1
    other = cast(arena, vote(external_id="one", outcome="right"), vote(external_id="two"))
    assert (other["accepted"], other["duplicates"]) == (1, 0)
    [refused] = other["rejected"]
    number = log(arena)["items"][0]["id"]
    words = f"external_id 'one' belongs to vote {number}, which has outcome left, not right"
    assert refused == {"index": 0, "detail": words}
    there = arena.post("/api/v1/arenas/other/votes", {"votes": [vote(external_id="one")]}, "votes")
    assert there.json()["accepted"] == 1


def test_an_idempotency_key_makes_a_retry_safe(arena: Api) -> None:
    def send(_: int) -> dict[str, Any]:
        return cast(arena, vote(), Idempotency_Key="batch-7")

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(send, range(8)))
    assert all(receipt == receipts[0] for receipt in receipts)
    assert len(log(arena)["items"]) == 1
    other = arena.post(VOTES, {"votes": [vote(), vote()]}, "votes", Idempotency_Key="batch-7")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


def test_votes_need_a_key_with_the_scope(arena: Api) -> None:
    body = {"votes": [vote()]}
    assert arena.post(VOTES, body, Authorization="").status_code == 401
    assert arena.post(VOTES, body, "catalog").status_code == 403
    assert arena.post(VOTES, body, "votes").status_code == 200
    assert arena.post(VOTES, body, "admin").status_code == 200


def test_unknown_and_retired_arenas_take_no_votes(arena: Api) -> None:
    assert arena.post("/api/v1/arenas/nowhere/votes", {"votes": [vote()]}, "votes").status_code == 404
    arena.delete("/api/v1/arenas/t2i")
    retired = arena.post(VOTES, {"votes": [vote()]}, "votes")
    assert (retired.status_code, retired.json()["type"]) == (409, "/problems/conflict")


def test_the_log_is_read_on_from_a_position(arena: Api) -> None:
    cast(arena, *[vote() for _ in range(7)])
    first = log(arena, limit=3)
    assert [item["position"] for item in first["items"]] == [1, 2, 3]
    rest = log(arena, after_position=first["last_position"])
    assert [item["position"] for item in rest["items"]] == [4, 5, 6, 7]
    last = log(arena, after_position=7)
    assert last == {"items": [], "last_position": 7, "release": first["release"]}


def test_the_log_as_tables_says_the_same(arena: Api) -> None:
    cast(arena, vote(themes=["a", "b"], language="de"), vote(external_id='odd ",;\n id'))
    rows = log(arena)["items"]
    csv = pl.read_csv(io.BytesIO(arena.get(VOTES, format="csv").content), infer_schema=False)
    assert csv["themes"].to_list() == ["a;b", ""]
    assert csv["external_id"].to_list() == [None, 'odd ",;\n id']
    ndjson = pl.read_ndjson(io.BytesIO(arena.get(VOTES, format="ndjson").content))
    parquet = pl.read_parquet(io.BytesIO(arena.get(VOTES, format="parquet").content))
    for table in (ndjson, parquet):
        assert table.columns == csv.columns == list(rows[0])
        assert [row["themes"] for row in table.to_dicts()] == [["a", "b"], []]
    empty = arena.get(VOTES, format="csv", after_position=2)
    assert empty.text.strip() == ",".join(rows[0])


def test_a_voided_vote_stays_in_the_log_and_counts_no_more(arena: Api) -> None:
    cast(arena, *[vote() for _ in range(4)], vote(model_left="carl"))
    before = arena.get("/api/v1/arenas/t2i/leaderboard", at="4").json()
    item = log(arena)["items"][4]
    assert arena.delete(f"/api/v1/votes/{item['id']}?reason=a%20bot", "admin").status_code == 204
    assert arena.delete(f"/api/v1/votes/{item['id']}?reason=again", "admin").status_code == 204
    marked = log(arena)["items"][4]
    assert marked["voided_at"] is not None
    assert marked["void_reason"] == "a bot"
    after = arena.get("/api/v1/arenas/t2i/leaderboard").json()
    assert after["rows"] == before["rows"]
    assert after["unranked"] == []
    assert (after["votes"], after["position"]) == (4, 5)


def test_what_is_no_vote_cannot_be_voided(arena: Api) -> None:
    for vote_id in (0, 5, (1 << 40) + 99, 1 << 52, 1 << 70, -1):
        assert arena.delete(f"/api/v1/votes/{vote_id}", "admin").status_code in {404, 422}, vote_id


def test_voiding_needs_an_admin(arena: Api) -> None:
    cast(arena, vote())
    item = log(arena)["items"][0]
    refused = arena.delete(f"/api/v1/votes/{item['id']}", "votes")
    assert refused.status_code == 403
    assert log(arena)["items"][0]["voided_at"] is None


def test_votes_on_retired_models_follow_the_arena(arena: Api) -> None:
    assert arena.client.delete("/api/v1/models/anna", headers=arena.key("catalog")).status_code == 204
    assert cast(arena, vote(external_id="one"))["accepted"] == 1
    answer = arena.client.patch(
        "/api/v1/arenas/t2i", json={"retired_models": "refuse"}, headers=arena.key("catalog")
    )
    assert answer.json()["retired_models"] == "refuse"
    receipt = cast(
        arena,
        vote(),
        vote(model_left="carl", model_right="anna"),
        vote(model_left="carl"),
        vote(external_id="one"),
    )
    detail = "the model 'anna' is retired, and the arena refuses votes on retired models"
    assert receipt["rejected"] == [{"index": 0, "detail": detail}, {"index": 1, "detail": detail}]
    assert (receipt["accepted"], receipt["duplicates"]) == (1, 1)
    answer = arena.client.patch("/api/v1/models/anna", json={"retired": False}, headers=arena.key("catalog"))
    assert answer.status_code == 200
    assert cast(arena, vote())["accepted"] == 1


def test_themes_that_differ_in_signs_and_slugs_that_a_model_had(arena: Api, database_url: str) -> None:
    cast(arena, vote(themes=["C++"]), vote(themes=["C#", "c"]), vote(themes=["c++"], external_id="t"))
    first = {"themes": ["c-plus-plus"], "external_id": "t"}
    again = cast(arena, vote(**first), vote(**{**first, "themes": ["C#"]}))
    assert (again["duplicates"], len(again["rejected"])) == (1, 1)
    assert [item["themes"] for item in log(arena)["items"][-3:]] == [
        ["c-plus-plus"],
        ["c", "c-sharp"],
        ["c-plus-plus"],
    ]
    in_write(database_url, lambda session: merging.rename(session, "anna", "renamed"))
    cast(arena, vote(), vote(model_left="renamed"))
    assert [item["model_left"] for item in log(arena)["items"][-2:]] == ["renamed"] * 2
    assert arena.get("/api/v1/models/anna").json()["slug"] == "renamed"


def test_a_ranking_is_one_vote_on_all_its_models(arena: Api) -> None:
    arena.made("/api/v1/models", slug="dora", name="Dora")
    shuffled = {"models": ["ben", "dora", "anna", "carl"], "ranks": [2, 9.5, 1, 2], "external_id": "r"}
    receipt = cast(
        arena,
        {"models": ["carl", "anna", "ben"], "voter": "maria"},
        shuffled,
        {"models": ["ben", "anna"], "ranks": [5, 3]},
        shuffled,
        {**shuffled, "ranks": [2, 9.5, 1, 3]},
        {"models": ["anna", "ben", "nobody"]},
        {"models": ["anna", "ben", "anna"]},
        {"models": ["anna", "ben"], "ranks": [1, 2, 3]},
    )
    assert (receipt["accepted"], receipt["duplicates"]) == (3, 1)
    assert [(one["index"], one["detail"].partition(";")[0]) for one in receipt["rejected"]] == [
        (4, "external_id 'r' belongs to another vote sent just before, which has another ranking"),
        (5, "there is no model 'nobody'"),
        (6, "a ranking names each model once"),
        (7, "there are 2 models and 3 ranks"),
    ]
    rows = log(arena)["items"]
    assert [(row["outcome"], row["models"], row["ranks"]) for row in rows] == [
        ("ranked", ["carl", "anna", "ben"], [1, 2, 3]),
        ("ranked", ["anna", "ben", "carl", "dora"], [1, 2, 2, 4]),
        ("left", None, None),
    ]
    again = cast(arena, shuffled, {**shuffled, "models": ["dora", "ben", "anna", "carl"]})
    assert again["duplicates"] == 1, again
    assert again["rejected"][0]["detail"].endswith("which has other models and another ranking")
    board = arena.get("/api/v1/arenas/t2i/leaderboard", min_votes=1).json()
    assert board["votes"] == 3
    assert {row["model"]: row["votes"] for row in board["rows"]} == {
        "anna": 3,
        "ben": 3,
        "carl": 2,
        "dora": 1,
    }
    csv = arena.get(VOTES, format="csv").text.splitlines()
    number = rows[0]["voter_number"]
    assert csv[1].endswith(f',"[""carl"",""anna"",""ben""]","[1,2,3]",{"" if number is None else number},')
    assert arena.delete(f"/api/v1/votes/{rows[1]['id']}", "admin").status_code == 204
    assert arena.get("/api/v1/arenas/t2i/leaderboard", min_votes=1).json()["votes"] == 2


@on_sqlite
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"models": ["anna", "ben", "carl"], "outcome": "left"}, "give outcome or models, not both"),
        ({"ranks": [1, 2, 3]}, "ranks need models"),
        ({"model_left": "anna", "outcome": "tie"}, "model_right is missing"),
        ({"models": ["anna"]}, "at least 2"),
        ({"models": ["anna", "ben", "carl"], "ranks": [1, "x", 3]}, "number"),
    ],
)
def test_what_is_neither_a_vote_on_a_pair_nor_a_ranking(
    arena: Api, fields: dict[str, object], reason: str
) -> None:
    answer = arena.post(VOTES, {"votes": [fields]}, "votes")
    assert answer.status_code == 422
    assert reason in answer.text
