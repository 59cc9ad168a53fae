"""How many failed logins the audit log gets."""

from __future__ import annotations

import pytest

from service.arena.access.failed_logins import MOST_ENTRIES, FailedLogins


def test_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    failures = FailedLogins()
    assert [failures.take() for _ in range(MOST_ENTRIES + 3)] == [0] * MOST_ENTRIES + [None] * 3
    now = 3_599.0
    assert failures.take() is None
    now = 3_600.0
    assert [failures.take(), failures.take()] == [4, 0]
