"""Failed logins of administrators: how many of them leave a trace."""

from __future__ import annotations

import logging

from service.arena.access.bounded_log import Bound, BoundedLog

MOST_ENTRIES = 20
"""Entries in the audit log per hour and process. The log has more lines, with the addresses."""

_HOUR_SECONDS = 3_600.0


class FailedLogins:
    """Bounds what failed logins leave behind in this process."""

    def __init__(self) -> None:
        self.lines = BoundedLog(logging.getLogger("arena"))
        self.entries = Bound(MOST_ENTRIES, _HOUR_SECONDS)
