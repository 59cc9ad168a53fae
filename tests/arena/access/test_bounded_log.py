"""Traces at a bounded rate."""

from __future__ import annotations

import logging

import pytest

from service.arena.access.bounded_log import MOST_LINES, Bound, BoundedLog


def test_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    bound = Bound(2, 10.0)
    assert [bound.take() for _ in range(5)] == [0, 0, None, None, None]
    now = 9.9
    assert bound.take() is None
    now = 10.0
    assert [bound.take(), bound.take()] == [4, 0]


def test_lines(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    log = BoundedLog(logging.getLogger("arena"))
    for number in range(MOST_LINES + 3):
        log.warning("line %d", number)
    assert len(caplog.messages) == MOST_LINES
    now = 100.0
    log.warning("line %d", 7)
    assert caplog.messages[-2:] == ["3 warnings like the next one were left out", "line 7"]
