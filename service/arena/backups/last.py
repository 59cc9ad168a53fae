"""The last backup that was made from a data folder, which `arena doctor` shows.

It is a file and not a row of the database: making a backup changes nothing in what it copies.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from service.arena.backups.making import Made
from service.blobs.files import write_file
from service.domain import clock

FILE = "last_backup.json"
FAILURE_FILE = "failed_backup.json"
OLD_DAYS = 8
"""A backup that is older is a finding: even a weekly one has failed by then."""


class FailedBackup(NamedTuple):
    """A backup that could not be made: when, where it was to go, and why."""

    at: int
    place: str
    reason: str


def remember(data_dir: Path, made: Made) -> None:
    """Note a finished backup, which makes up for one that failed before."""
    values = {"at": clock.now(), "place": made.place, "bytes": made.bytes, "votes": made.manifest.votes}
    write_file(data_dir / FILE, json.dumps(values).encode(), data_dir)
    (data_dir / FAILURE_FILE).unlink(missing_ok=True)


def remember_failure(data_dir: Path, place: str, reason: str) -> None:
    """Note a backup that failed, for servers that work with the same folder."""
    values = FailedBackup(clock.now(), place, reason)._asdict()
    write_file(data_dir / FAILURE_FILE, json.dumps(values).encode(), data_dir)


def failure(data_dir: Path) -> FailedBackup | None:
    """Return the last backup if it failed; None if it did not, or if nothing can be read."""
    try:
        values = json.loads((data_dir / FAILURE_FILE).read_bytes())
        return FailedBackup(int(values["at"]), str(values["place"]), str(values["reason"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def made_at(data_dir: Path) -> int | None:
    """Return when the last backup was made, in microseconds; None if none can be read."""
    try:
        return int(json.loads((data_dir / FILE).read_bytes())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def state_of(data_dir: Path) -> tuple[bool, str]:
    """Return whether the last backup is recent, and what to say of it. No backup at all is no finding."""
    try:
        values = json.loads((data_dir / FILE).read_bytes())
        at, place, votes = int(values["at"]), str(values["place"]), int(values["votes"])
    except FileNotFoundError:
        return True, "none was made from this data folder; `arena backup` makes one"
    except (OSError, ValueError, KeyError, TypeError):
        return False, f"{data_dir / FILE} cannot be read; the next backup writes it again"
    days = (clock.now() - at) / clock.DAY
    detail = f"{days:.1f} days ago, with {votes} votes, at {place}"
    return days <= OLD_DAYS, detail if days <= OLD_DAYS else f"the last one is old: {detail}"
