"""Lengths of time in words."""

from __future__ import annotations

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def in_units(seconds: int) -> list[tuple[int, str]]:
    """Return a length of time as numbers of days, hours, minutes and seconds, exactly and without zeros."""
    parts = []
    for size, unit in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append((count, unit))
    return parts or [(0, "second")]


def in_words(seconds: int) -> str:
    """Return a length of time in words, exactly: "6 hours", "1 day 12 hours"."""
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in in_units(seconds))
