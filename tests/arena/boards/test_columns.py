"""The table of columns: what it says of each, and that everybody who prints a leaderboard follows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.api.schemas.boards import BoardRow
from service.api.schemas.voters import OwnBoardRow
from service.arena.boards import columns
from service.arena.boards.boards import Board, BoardEntry, ModelFacts
from service.arena.boards.likely import LikelyPlace
from service.domain.boards import Interval, RankedStanding, Standing
from service.domain.catalog import Price
from service.web.filters import FILTERS
from tests.support.votes.boards import board_of

ROW = {
    "rank": 2, "rank_low": 1, "rank_high": 3, "model": "m", "name": "M", "organization": "maker",
    "license": "MIT", "retired": False, "score": 24.0, "mu": 30.0, "sigma": 2.0, "votes": 10, "wins": 5,
    "losses": 2, "ties": 2, "both_bad": 1, "win_rate": 0.65, "bt_rating": 1100.0, "bt_low": 1000.0,
    "bt_high": 1200.0, "likely": 1080.0, "likely_low": 1010.0, "likely_high": 1150.0, "likely_rank": 1,
    "exposure": True, "better_than": 1, "worse_than": 0, "price": None, "latency_ms": None,
    "released": None,
}  # fmt: skip
"""What `entry` gives, in the order that programs rely on."""
STANDING = Standing("m", 30.0, 2.0, 10, 5, 2, 2, 1)


def entry(price: Price | None = None) -> BoardEntry:
    facts = ModelFacts("M", "maker", "Maker", "MIT", price)
    place = RankedStanding(2, STANDING), Interval(1100.0, 1000.0, 1200.0, 1, 3)
    made = board_of([place], {"m": facts}).ranked[0]
    return replace(made, likely=LikelyPlace(1080.0, 1010.0, 1150.0, 1), exposure=True, better_than=1)


@pytest.fixture
def board() -> Board:
    """Return a leaderboard of a model with a price and one without."""
    facts = {
        "m": ModelFacts("M", None, None, None, Price(0.04, "USD", "acme")),
        "n": ModelFacts("N", "maker", "Maker", "MIT", None),
    }
    interval = Interval(1100.0, 1000.0, 1200.0, 1, 3)
    standings = [STANDING, STANDING._replace(model="n")]
    return board_of([(RankedStanding(1, standing), interval) for standing in standings], facts)


def test_a_row_keeps_each_number_in_its_place() -> None:
    assert list(columns.fields(entry()).items()) == list(ROW.items())
    assert (*ROW, "currency") == columns.NAMES


def test_names_and_keys_are_distinct() -> None:
    assert len(set(columns.NAMES)) == len(columns.COLUMNS)
    assert len(columns.PAGE_COLUMNS) == sum(bool(column.label) for column in columns.COLUMNS)


def test_the_fields_of_the_api_are_the_columns() -> None:
    assert list(BoardRow.model_fields) == list(columns.fields(entry()))
    assert set(columns.rating_fields(STANDING)) < set(OwnBoardRow.model_fields)


def test_a_file_has_the_price_and_its_currency_in_cells_of_their_own(board: Board) -> None:
    rows = columns.table(board)
    assert all(tuple(row) == columns.NAMES for row in rows)
    assert [(row["price"], row["currency"]) for row in rows] == [(0.04, "USD"), (None, None)]


def test_every_column_that_may_be_empty_has_a_type(board: Board) -> None:
    empty = {name for row in columns.table(board) for name, cell in row.items() if cell is None}
    assert empty <= columns.NULLABLE.keys()
    for row in columns.table(board):
        for name, kind in columns.NULLABLE.items():
            assert row[name] is None or isinstance(row[name], kind)


def test_a_standing_alone_has_the_same_numbers() -> None:
    numbers = columns.rating_fields(STANDING)
    assert numbers["score"] == 24.0
    assert numbers.items() <= columns.fields(entry()).items()


def test_what_the_terminal_shows() -> None:
    assert [(column.header, column.text(entry())) for column in columns.TERMINAL_COLUMNS] == [
        ("rank", "2"),
        ("of", "1–3"),
        ("model", "m"),
        ("score", "24.00"),
        ("mu", "30.00"),
        ("sigma", "2.00"),
        ("votes", "10"),
        ("won", "65%"),
        ("BT", "1100"),
        ("95 %", "1000–1200"),
        ("likely", "1080"),
        ("95 %", "1010–1150"),
        ("better than", "1"),
        ("worse than", "0"),
    ]


def test_pages_know_the_formats() -> None:
    assert {column.format for column in columns.COLUMNS} - {None} <= FILTERS.keys()
    assert [key for key, column in columns.PAGE_COLUMNS.items() if column.embedded] == [
        "rank",
        "model",
        "score",
        "votes",
        "likely",
    ]
