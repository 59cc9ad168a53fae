"""Stacked columns."""

from __future__ import annotations

import pytest

from service.web.charts.figure import Key, Table
from service.web.charts.stacks import Stacks
from tests.support.figures import DAY, body, elements

EMPTY = Table((), ())


def test_counts_are_stacked_from_the_bottom_up() -> None:
    keys = [Key("counted", 0), Key("voided", 1)]
    svg = body(Stacks("Votes", "Votes", keys, [(DAY, (2, 1))], EMPTY))
    low, high = [{key: float(rect.attrib[key]) for key in ("y", "height")} for rect in elements(svg, "rect")]
    assert low["height"] == pytest.approx(2 * high["height"], abs=0.02)
    assert high["y"] + high["height"] == pytest.approx(low["y"], abs=0.02)
    assert [g.get("class") for g in elements(svg, "g") if g.get("class")] == ["series s1", "series s2"]


def test_one_vote_beside_thousands_is_still_seen() -> None:
    svg = body(Stacks("Votes", "Votes", [Key("counted", 0)], [(DAY, (1,)), (DAY + 1, (90_000,))], EMPTY))
    assert min(float(rect.attrib["height"]) for rect in elements(svg, "rect")) >= 1


def test_no_votes_are_an_empty_chart() -> None:
    assert elements(body(Stacks("Votes", "Votes", [], [], EMPTY)), "rect") == []
