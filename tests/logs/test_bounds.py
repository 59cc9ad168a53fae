"""Bounds of the log: what is left out is counted, and errors always pass."""

from __future__ import annotations

import logging

from service.logs.bounds import MOST, PERIOD_SECONDS, Bounds


def record(message: str = "%s is away", level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("arena", level, "file.py", 1, message, ("it",), None)


def test_a_few_warnings_of_a_kind_pass_in_each_period_and_the_next_counts_the_others() -> None:
    now = 0.0
    bounds = Bounds(lambda: now)
    assert sum(bounds.filter(record()) for _ in range(3 * MOST)) == MOST
    assert bounds.filter(record("another kind"))
    now = PERIOD_SECONDS
    first, second = record(), record()
    assert bounds.filter(first)
    assert bounds.filter(second)
    assert vars(first)["fields"] == {"left_out": 2 * MOST}
    assert "fields" not in vars(second)


def test_errors_and_what_is_no_warning_always_pass() -> None:
    bounds = Bounds(lambda: 0.0)
    for level in (logging.ERROR, logging.INFO):
        assert all(bounds.filter(record(level=level)) for _ in range(3 * MOST))


def test_endless_kinds_take_no_endless_memory() -> None:
    bounds = Bounds(lambda: 0.0)
    assert all(bounds.filter(record(f"{number} is away")) for number in range(2_500))
    assert len(bounds._kinds) <= 1_000
