"""Which rows and columns are shown, as an address says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.boards.boards import ModelFacts
from service.arena.boards.columns import PAGE_COLUMNS
from service.domain.catalog import Price
from service.domain.questions.filters import ModelFilter
from service.web.pages.boards import narrowing
from service.web.pages.boards.narrowing import EVERYTHING, Narrowing

FACTS = ModelFacts("Photon Flash 1", "luma", "Luma Labs", "MIT", Price(0.04, "USD", "p"), weights_open="yes")


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        (EVERYTHING, True),
        (Narrowing("FLASH luma"), True),
        (Narrowing("photon-flash"), True),
        (Narrowing("photon bolt"), False),
        (Narrowing(votes_min=12), True),
        (Narrowing(votes_min=13), False),
        (Narrowing(models=ModelFilter(organizations=("acme", "luma"), price_max=0.04)), True),
        (Narrowing(models=ModelFilter(price_max=0.03)), False),
        (Narrowing(models=ModelFilter(weights_open="no")), False),
    ],
)
def test_rows(asked: Narrowing, taken: bool) -> None:
    assert asked.takes("photon-flash-1", FACTS, 12) is taken


def test_what_is_asked_is_counted_and_named() -> None:
    asked = Narrowing("xl", ModelFilter(organizations=("a", "b"), price_max=0.5, weights_open="yes"), 3)
    assert asked.count == 4
    given = {name: value for name, value in asked.parts.items() if value}
    assert given == {
        "q": "xl",
        "organizations": "a,b",
        "weights_open": "yes",
        "price_max": "0.5",
        "votes_min": "3",
    }
    assert EVERYTHING.count == 0


def test_every_column_that_can_be_hidden_is(project_root: Path) -> None:
    styles = (project_root / "service/web/static/boards.css").read_text()
    missing = [key for key in narrowing.OPTIONAL if f".no-{key} .c-{key}" not in styles]
    assert missing == [], "service/web/static/boards.css needs a selector for each"


def test_columns() -> None:
    assert {*narrowing.OPTIONAL} == {*PAGE_COLUMNS, "interval"} - {"rank", "model"}
    assert narrowing.chosen_columns([]) == narrowing.chosen_columns(["nonsense"]) == narrowing.USUAL
    assert narrowing.chosen_columns(["released, score", "price"]) == ("score", "price", "released")
    assert narrowing.hidden_columns(narrowing.USUAL) == ("speed", "released")
