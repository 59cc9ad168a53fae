"""How many failed logins leave a trace. What they leave is in tests/web/admin/test_login.py."""

from __future__ import annotations

from service.arena.access.failed_logins import MOST_ENTRIES, FailedLogins


def test_the_next_entry_counts_the_others() -> None:
    failures = FailedLogins()
    assert [failures.entries.take() for _ in range(MOST_ENTRIES)] == [0] * MOST_ENTRIES
    assert failures.entries.take() is None
