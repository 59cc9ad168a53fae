"""Stacked columns."""

from __future__ import annotations

import pytest

from service.web.charts.figure import Key, Table
from service.web.charts.stacks import Stacks
from tests.support.pages.figures import DAY, body, elements, strokes

EMPTY = Table((), ())


def columns(svg: bytes) -> list[tuple[float, float]]:
    """Return the bottom and the top of each part of a column."""
    drawn = [one for one in elements(svg, "path") if one.get("stroke-width")]
    return [(bottom, top) for one in drawn for _, bottom, _, top in strokes(one)]


def test_counts_are_stacked_from_the_bottom_up() -> None:
    keys = [Key("counted", 0), Key("voided", 1)]
    svg = body(Stacks("Votes", "Votes", keys, [(DAY, (2, 1))], EMPTY))
    low, high = columns(svg)
    assert low[0] - low[1] == pytest.approx(2 * (high[0] - high[1]), abs=0.3)
    assert high[0] == pytest.approx(low[1], abs=0.1)
    assert [g.get("class") for g in elements(svg, "g") if g.get("class")] == ["series s1", "series s2"]


def test_one_vote_beside_thousands_is_still_seen() -> None:
    svg = body(Stacks("Votes", "Votes", [Key("counted", 0)], [(DAY, (1,)), (DAY + 1, (90_000,))], EMPTY))
    assert min(bottom - top for bottom, top in columns(svg)) >= 1


def test_no_votes_are_an_empty_chart() -> None:
    assert columns(body(Stacks("Votes", "Votes", [], [], EMPTY))) == []
