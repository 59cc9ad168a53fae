"""Facts in words."""

from __future__ import annotations

import pytest

from service.domain.texts import words


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (0.04, "USD", "$0.04"),
        (0.039, "USD", "$0.039"),
        (0.000001, "USD", "$0.000001"),
        (1.5, "EUR", "1.50 EUR"),
        (1234.0, "USD", "$1,234.00"),
        (0.0, "USD", "$0.00"),
    ],
)
def test_money_keeps_every_digit(amount: float, currency: str, text: str) -> None:
    assert words.money(amount, currency) == text


def test_days_counts_and_lists() -> None:
    assert words.day("2026-02-08") == "8 February 2026"
    assert [words.count(n, "vote") for n in (0, 1, 1204)] == ["0 votes", "1 vote", "1,204 votes"]
    assert [words.listed(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b, and c"]
    assert [words.ordinal(n) for n in (1, 2, 3, 4, 11, 22, 113, 1001)] == [
        "1st", "2nd", "3rd", "4th", "11th", "22nd", "113th", "1,001st",
    ]  # fmt: skip
    assert words.spoken("produce-plants") == "produce plants"


def test_articles_go_by_the_first_letter() -> None:
    assert words.article("image model") == "an image model"
    assert words.article("text-to-image model") == "a text-to-image model"


def test_numbers_with_true_signs() -> None:
    assert [words.score(x) for x in (28.214, -3.5, -0.001)] == ["28.21", "\u22123.50", "0.00"]
    assert [words.change(x) for x in (0.314, -1.2, 0.001, -0.001)] == ["+0.31", "\u22121.20", "0.00", "0.00"]
    assert words.percent(0.545) == "55\u00a0%"
