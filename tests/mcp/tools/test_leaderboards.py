"""Which arenas there are, who leads, and who is best for a purpose and a budget."""

from __future__ import annotations

from tests.support.pages.board_pages import ARENA, random_votes, report
from tests.support.served.api import Api
from tests.support.served.assistants import answer_of, digest_at, refusal_of


async def test_the_best_cheap_model_for_japanese_typography_and_how_sure(instance: Api) -> None:
    found = await answer_of(instance, "best_for", theme="typography", language="Japanese", cheap=True)
    assert found["best"]["model"] == "inkwash"
    assert found["max_price"] == 0.02  # the median of 0.01, 0.02 and 0.04
    assert {one["model"] for one in [*found["may_be_as_good"], *found["worse"]]} == {"pastel"}
    assert found["best"]["low"] < found["best"]["rating"] < found["best"]["high"]
    evidence = found["evidence"]
    assert (evidence["theme"], evidence["language"]) == ("typography", "ja")
    assert evidence["revision"] >= 1
    assert evidence["position"] >= evidence["votes"] >= 40
    for words in (
        "typography in Japanese",
        "up to $0.02 an image",
        "95 % interval",
        "decided",
        "Without the limit",
    ):
        assert words in found["summary"]


async def test_links_return_the_same_bytes_again_after_more_votes(instance: Api) -> None:
    source = (await answer_of(instance, "leaderboard", theme="people"))["evidence"]["source"]
    assert source["fixed"]
    report(instance, [{**vote, "themes": ["people"]} for vote in random_votes(3, seed=9)])
    assert digest_at(instance, source["link"]) == source["sha256"]
    newer = await answer_of(instance, "leaderboard", theme="people")
    assert newer["evidence"]["source"]["link"] != source["link"]


async def test_the_leaderboard_is_the_instance_s(instance: Api) -> None:
    found = await answer_of(instance, "leaderboard", limit=2)
    board = instance.get(f"/api/v1/arenas/{ARENA}/leaderboard", order="likely").json()
    assert [one["model"] for one in found["models"]] == [row["model"] for row in board["rows"][:2]]
    assert [one["rating"] for one in found["models"]] == [row["likely"] for row in board["rows"][:2]]
    assert found["left_out"] == len(board["rows"]) - 2
    assert found["evidence"]["revision"] == board["revision"]
    assert "better than" in found["summary"]
    past = await answer_of(instance, "leaderboard", at="60")
    assert (past["evidence"]["position"], past["evidence"]["revision"]) == (60, None)
    empty = await answer_of(instance, "leaderboard", at="0")
    assert (empty["models"], "no model is ranked yet" in empty["summary"]) == ([], True)


async def test_licenses_and_prices_that_nobody_has(instance: Api) -> None:
    licensed = await answer_of(instance, "best_for", commercial_use=True, open_weights=True)
    assert licensed["best"]["model"] == "inkwash"
    assert "nothing to compare it with" in licensed["summary"]
    nothing = await answer_of(instance, "best_for", max_price=0.001)
    assert nothing["best"] is None
    assert "no ranked model is what was asked for" in nothing["summary"]
    anything = await answer_of(instance, "best_for")
    assert (anything["best"]["model"], anything["max_price"]) == ("aurora", None)


async def test_arenas_with_what_can_be_asked(instance: Api) -> None:
    (arena,) = (await answer_of(instance, "list_arenas"))["arenas"]
    assert (arena["arena"], arena["leader"]) == (ARENA, "aurora")
    assert set(arena["languages"]) == {"en", "fr", "ar", "ja"}
    assert "typography" in arena["themes"]


async def test_wrong_names_are_answered_with_the_right_ones(instance: Api) -> None:
    said = await refusal_of(instance, "leaderboard", theme="towers", language="ja")
    assert "theme 'towers' and language 'ja'" in said
    assert "typography" in said
    assert f"The arenas are {ARENA}" in await refusal_of(instance, "leaderboard", arena="nowhere")
    assert "ends at position" in await refusal_of(instance, "leaderboard", at="99999")
