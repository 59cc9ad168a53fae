"""What was understood about a file of votes, for its report and its preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was read.

    ``preset`` is the title of the tool that writes such files, None where none was recognized; ``columns``
    say in words what each field was read from, ``notes`` what was assumed, ``unused`` has the columns that
    nothing was read from. ``in_log_order`` is whether the file is an export of a log: its votes count in the
    order of the file, and those of other files in the order of their times.
    """

    preset: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    format: str = ""
    unused: tuple[str, ...] = ()
    in_log_order: bool = False
