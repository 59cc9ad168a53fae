"""The cheapest model that is decided not to be worse than another one."""

from __future__ import annotations

from tests.support.pages.board_pages import ARENA
from tests.support.served.api import Api
from tests.support.served.assistants import answer_of, digest_at, refusal_of


async def test_a_decision_with_its_evidence(instance: Api) -> None:
    found = await answer_of(instance, "decide", not_worse_than="pastel", by=50, confidence=0.9)
    assert found["choice"]["model"] == "inkwash"  # cheaper than pastel, and better
    assert found["choice"]["verdict"] == "not_worse"
    assert found["choice"]["low"] > -50
    assert found["reference"]["model"] == "pastel"
    assert (found["choice"]["price"], found["revision"] is not None) == (0.01, True)
    assert "inkwash" in found["summary"]
    source = found["source"]
    assert source["fixed"]
    assert digest_at(instance, source["link"]) == source["sha256"]


async def test_what_is_not_decided_is_said(instance: Api) -> None:
    found = await answer_of(instance, "decide", theme="typography", language="Japanese", by=0)
    assert (found["theme"], found["language"]) == ("typography", "ja")
    assert "typography in Japanese" in found["summary"]
    assert "Not decided, for want of votes" in found["summary"]


async def test_wrong_names_are_answered_with_the_right_ones(instance: Api) -> None:
    assert "Its themes are" in await refusal_of(instance, "decide", theme="towers")
    assert f"The arenas are {ARENA}" in await refusal_of(instance, "decide", arena="nowhere")
    assert "nobody" in await refusal_of(instance, "decide", not_worse_than="nobody")
