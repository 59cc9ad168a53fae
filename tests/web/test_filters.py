"""How pages write values."""

from __future__ import annotations

import pytest

from service.domain import clock
from service.web import filters


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234.567, 2, "1,234.57"),
        (-3.14159, 2, "\N{MINUS SIGN}3.14"),
        (-0.001, 2, "0.00"),
        (0.0, 1, "0.0"),
        (None, 2, "\N{EN DASH}"),
    ],
)
def test_numbers(value: float | None, digits: int, text: str) -> None:
    assert filters.number(value, digits) == text


def test_points_are_whole_and_in_one_piece() -> None:
    assert [filters.points(v) for v in (1104.6, -12.0, None)] == ["1105", "\N{MINUS SIGN}12", "\N{EN DASH}"]


def test_changes_have_a_sign() -> None:
    assert [filters.signed(v) for v in (0.5, -0.5, 0.0, 0.001, None)] == [
        "+0.50",
        "\N{MINUS SIGN}0.50",
        "0.00",
        "0.00",
        "\N{EN DASH}",
    ]


def test_counts_shares_and_nouns() -> None:
    assert filters.count(12345) == "12,345"
    assert filters.count(None) == "\N{EN DASH}"
    assert filters.percent(0.5) == "50\N{NO-BREAK SPACE}%"
    assert filters.percent(None) == "\N{EN DASH}"
    assert filters.counted(1, "vote") == "1 vote"
    assert filters.counted(2_000, "vote") == "2,000 votes"
    assert filters.counted(2, "entry", "entries") == "2 entries"


def test_days() -> None:
    assert filters.day(20_000 * clock.DAY) == "4 October 2024"
    assert filters.day(None) == "\N{EN DASH}"
    assert filters.date_of("2026-02-28") == "28 February 2026"
    assert filters.day_number(20_000) == "4 October 2024"
    assert filters.moment(0) == "1970-01-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("0.04", "USD", "$0.04"),
        ("0.035", "EUR", "0.035 EUR"),
        ("1", "USD", "$1.00"),
        (0.1, "USD", "$0.10"),
        ("100", "USD", "$100.00"),
    ],
)
def test_money(amount: str | float, currency: str, text: str) -> None:
    assert filters.money(amount, currency) == text


def test_themes_and_languages() -> None:
    assert filters.theme("food-and-drink") == "food and drink"
    assert filters.language("de") == "German"
    assert filters.language(None) == "no language"


def test_a_detail_becomes_a_sentence() -> None:
    assert filters.sentence("this matchup has expired") == "This matchup has expired."
    assert filters.sentence("it exists already; PATCH /api/v1/models/a changes it") == "It exists already."


def test_durations_and_months_in_columns() -> None:
    assert [filters.seconds(ms) for ms in (1_240, 12_300, None)] == [
        "1.2\N{NO-BREAK SPACE}s",
        "12\N{NO-BREAK SPACE}s",
        "\N{EN DASH}",
    ]
    assert [filters.month(text) for text in ("2024-12-01", None)] == ["Dec 2024", "\N{EN DASH}"]
