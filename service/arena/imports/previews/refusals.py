"""Refused rows grouped by their reason, each with the options that would mend it."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.arena.imports.previews.outcome_words import meanings
from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes.outcomes import NEITHER

MOST_LINES = 10
MOST_VALUES = 12

_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class RefusedGroup:
    """Rows that were refused for one reason.

    ``lines`` are the first ones, ``values`` the most frequent texts that the reason quotes and how often, and
    ``hints`` the options of ``arena import votes`` that would mend it. ``field`` is the field to be mended.
    """

    reason: str
    count: int
    lines: tuple[int, ...]
    values: tuple[tuple[str, int], ...] = ()
    hints: tuple[str, ...] = ()
    field: str = ""


Values = tuple[tuple[str, int], ...]
Hints = tuple[str, tuple[str, ...]]
"""A field, and the options that mend what is wrong with it."""


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
            group.values[quoted[0][1:-1].removesuffix(NEITHER)] += 1
    return sorted(map(_finished, groups.values()), key=lambda one: -one.count)


def _kind(detail: str) -> str:
    """Return a reason without what differs from row to row."""
    return _NUMBER.sub("0", _QUOTED.sub("''", detail))


def _finished(group: _Group) -> RefusedGroup:
    values = tuple(group.values.most_common(MOST_VALUES))
    field, hints = next((found for find in _FINDERS if (found := find(group.first, values))), ("", ()))
    return RefusedGroup(group.first, group.count, tuple(group.lines), values, hints, field)


def _outcome(reason: str, values: Values) -> Hints | None:
    if not reason.startswith("outcome ") or not values:
        return None
    guesses = meanings(text for text, _ in values)
    return "outcome", tuple(word_option(word, means) for word, means in guesses.items())


def _name(reason: str, values: Values) -> Hints | None:
    if not reason.startswith("there is no model "):
        return None
    return "model", tuple(f"--alias {shlex.quote(f'{name}=…')}" for name, _ in values)


def _by_start(reason: str, _values: Values) -> Hints | None:
    return next((hints for start, hints in _STARTS.items() if reason.startswith(start)), None)


def _by_part(reason: str, _values: Values) -> Hints | None:
    return next((hints for part, hints in _PARTS.items() if part in reason), None)


def word_option(word: str, means: str) -> str:
    """Return the option that gives a word of the file a meaning; an empty one is for people to choose."""
    return f"--value {shlex.quote(f'outcome:{word}')}={means or 'left|right|tie|both_bad'}"


_STARTS: Mapping[str, Hints] = {
    "language ": ("language", ("--unknown-language keep",)),
    "external_id ": ("external_id", ("--no-id",)),
    "prompt has ": ("prompt", ("--cut-prompts",)),
}
_PARTS: Mapping[str, Hints] = {"Excel": ("voted_at", ("--excel-dates",))}
_FINDERS = (_outcome, _name, _by_start, _by_part)
