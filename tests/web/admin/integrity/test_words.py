"""Flags in words: every kind has them, and odds are said as people say them."""

from __future__ import annotations

import pytest

from service.arena.integrity.flags import Flag, State
from service.arena.integrity.holding import REASONS
from service.web.admin.integrity.words import certainty_of, meaning_of, numbers_of, title_of


def flag(kind: str = "side", **evidence: object) -> Flag:
    return Flag(1, 1, kind, "voter:X", 1, 2, 2, evidence, State.OPEN, 0, 0)


@pytest.mark.parametrize("kind", REASONS)
def test_every_kind(kind: str) -> None:
    assert title_of(flag(kind)) != kind.capitalize()
    assert meaning_of(flag(kind)).endswith(".")


def test_one_that_is_new() -> None:
    assert (title_of(flag("too_loud")), meaning_of(flag("too_loud"))) == ("Too loud", "")


def test_odds() -> None:
    said = "Of honest voters, at most one in {} ever looks like this."
    assert certainty_of(flag(wealth=2_100.4)) == said.format("2,100")
    assert certainty_of(flag(wealth=1e20)) == said.format("a billion or more")
    assert certainty_of(flag()) == certainty_of(flag(wealth=0.5)) == ""


def test_numbers() -> None:
    found = flag(sentence="s", wealth=2.0, strong=True, median_ms=1_300, times_as_dealt=2.5)
    assert numbers_of(found) == {"median ms": "1300", "times as dealt": "2.5"}
