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


_MINUTE = 60
# Up to here a half of a second is worth telling.
_FEW_SECONDS = 10


def about(milliseconds: int) -> str:
    """Return how long something usually takes: "under a second", "about 4.5 seconds", "about 2 minutes"."""
    seconds = milliseconds / 1000
    if seconds < 1:
        return "under a second"
    if seconds < _FEW_SECONDS:
        return _counted(round(2 * seconds) / 2, "second")
    if seconds < 1.5 * _MINUTE:
        return _counted(round(seconds), "second")
    return _counted(round(seconds / _MINUTE), "minute")


def _counted(number: float, unit: str) -> str:
    return f"about {number:g} {unit}{'' if number == 1 else 's'}"
