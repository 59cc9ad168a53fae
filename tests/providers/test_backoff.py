"""Pauses: at random within bounds, and never shorter than was asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from service.providers.backoff import Backoff, seconds_asked


def test_pauses_are_spread_over_twice_as_long_each_time_up_to_the_longest() -> None:
    backoff = Backoff(first=1, longest=5)
    for failed, bound in enumerate([1, 2, 4, 5, 5, 5]):
        pauses = [backoff.before_try(failed, None) for _ in range(400)]
        assert 0 <= min(pauses) < bound * 0.1
        assert bound * 0.9 < max(pauses) <= bound


def test_a_pause_is_as_long_as_was_asked_for_and_a_little_random() -> None:
    pauses = [Backoff(first=1).before_try(0, 7) for _ in range(200)]
    assert 7 <= min(pauses) < max(pauses) <= 8


def test_looks_are_made_less_often_in_time() -> None:
    backoff = Backoff(look=1, longest_look=4)
    assert 0.7 <= backoff.before_look(0) <= 1
    assert 2.8 <= backoff.before_look(50) <= 4


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 3 ", 3),
        ("", None),
        (None, None),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("nan", None),
        ("\u0663", 3),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
        ("Fri, 99 Dec 1999 23:59:59 GMT", None),
        ("9" * 400, 86_400),
    ],
)
def test_what_the_header_asks_for(header: str | None, seconds: float | None) -> None:
    assert seconds_asked(header) == seconds


def test_a_date_is_seconds_from_now() -> None:
    then = datetime.now(UTC) + timedelta(seconds=90)
    assert seconds_asked(format_datetime(then, usegmt=True)) == pytest.approx(90, abs=5)
    assert seconds_asked(format_datetime(then.replace(tzinfo=None))) == pytest.approx(90, abs=5)
