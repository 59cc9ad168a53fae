"""Refused rows grouped by their reason, each with the options that would mend it."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from service.arena.imports.readers.frames import Refused

MOST_LINES = 10
MOST_VALUES = 12

_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class RefusedGroup:
    """Rows that were refused for one reason.

    ``lines`` are the first ones, ``values`` the most frequent texts that the reason quotes and how often, and
    ``hints`` the options of ``arena import votes`` that would mend it.
    """

    reason: str
    count: int
    lines: tuple[int, ...]
    values: tuple[tuple[str, int], ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(slots=True)
class _Group:
    first: str
    count: int = 0
    lines: list[int] = field(default_factory=list)
    values: Counter[str] = field(default_factory=Counter)


def grouped(refused: Iterable[Refused]) -> list[RefusedGroup]:
    """Return the groups of refused rows, the largest first."""
    groups: dict[str, _Group] = {}
    for line, detail in refused:
        group = groups.setdefault(_kind(detail), _Group(detail))
        group.count += 1
        if len(group.lines) < MOST_LINES:
            group.lines.append(line)
        quoted = _QUOTED.search(detail)
        if quoted is not None:
            group.values[quoted[0][1:-1]] += 1
    return sorted(map(_finished, groups.values()), key=lambda one: -one.count)


def _kind(detail: str) -> str:
    """Return a reason without what differs from row to row."""
    return _NUMBER.sub("0", _QUOTED.sub("''", detail))


def _finished(group: _Group) -> RefusedGroup:
    values = tuple(group.values.most_common(MOST_VALUES))
    hints = next((make(values) for start, make in _HINTS if group.first.startswith(start)), ())
    return RefusedGroup(group.first, group.count, tuple(group.lines), values, hints)


Values = tuple[tuple[str, int], ...]


def _for_outcomes(values: Values) -> tuple[str, ...]:
    return tuple(f"--value {shlex.quote(f'outcome:{text}')}=left|right|tie|both_bad" for text, _ in values)


_HINTS: tuple[tuple[str, Callable[[Values], tuple[str, ...]]], ...] = (("outcome ", _for_outcomes),)
"""The beginning of a reason, and the options that mend it."""
