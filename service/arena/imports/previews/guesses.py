"""Which columns of a file could hold the fields that were not found, told by what its first rows contain.

A guess only becomes a hint. Nothing is imported by it: a wrong one would turn wins into losses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from service.arena.imports.votes import rules
from service.arena.imports.votes.outcomes import outcome_of
from service.domain import clock
from service.errors import Invalid

Sample = Sequence[Mapping[str, str | None]]
Values = Mapping[str, Sequence[str]]

_SIDES = ("model_left", "model_right")
# The words and columns of an outcome are few, and names of models are not sentences.
_MOST_OUTCOMES = 6
_LONGEST_NAME = 60
_SHORTEST_PROMPT = 15
# Two columns name models if they share this part of their names.
_SHARED = 0.25


def guess(columns: Sequence[str], sample: Sample, missing: Collection[str]) -> dict[str, str]:
    """Return the columns that the missing fields could be read from. Fields without a likely one are absent.

    Both models are guessed together.
    """
    values = {name: [text for row in sample if (text := row.get(name)) is not None] for name in columns}
    free = {name: texts for name, texts in values.items() if texts}
    guesses: dict[str, str] = {}
    sides = _models(free) if set(_SIDES) & set(missing) else None
    if sides is not None:
        guesses.update(zip(_SIDES, sides, strict=True))
    for field, find in (("outcome", _outcome), ("voted_at", _time), ("prompt", _prompt)):
        left = {name: texts for name, texts in free.items() if name not in guesses.values()}
        if field in missing and (name := find(left, sample, sides)) is not None:
            guesses[field] = name
    return guesses


def _models(values: Values) -> tuple[str, str] | None:
    """Return the two columns that share most of their names."""
    names = {name: set(texts) for name, texts in values.items() if _may_be_names(texts)}
    shared = {
        (one, two): len(names[one] & names[two]) / len(names[one] | names[two])
        for one, two in combinations(names, 2)
    }
    best = max(shared, key=lambda pair: shared[pair], default=None)
    return best if best is not None and shared[best] >= _SHARED else None


def _may_be_names(texts: Sequence[str]) -> bool:
    return (
        len(set(texts)) > 1
        and max(map(len, texts)) <= _LONGEST_NAME
        and not all(_is_number(text) for text in texts)
        and not all(_is_outcome(text) for text in texts)
        and not all(_is_time(text) for text in texts)
    )


def _outcome(values: Values, sample: Sample, sides: tuple[str, str] | None) -> str | None:
    """Return the column of known words, of a side's name, or else of the fewest different texts."""
    few = {name: set(texts) for name, texts in values.items() if len(texts) >= len(sample) / 2}
    for name, texts in few.items():
        if all(_is_outcome(text) for text in texts):
            return name
    if sides is not None:
        for name in few:
            if _names_a_side(name, sample, sides):
                return name
    words = {name for name, texts in few.items() if 1 < len(texts) <= _MOST_OUTCOMES}
    return min(words, key=lambda name: len(few[name]), default=None)


def _names_a_side(name: str, sample: Sample, sides: tuple[str, str]) -> bool:
    hits = [row.get(name) in {row.get(side) for side in sides} for row in sample if row.get(name)]
    return sum(hits) * 2 > len(hits)


def _time(values: Values, _sample: Sample, _sides: tuple[str, str] | None) -> str | None:
    return next((name for name, texts in values.items() if all(_is_time(text) for text in texts)), None)


def _prompt(values: Values, _sample: Sample, _sides: tuple[str, str] | None) -> str | None:
    """Return the column of the longest texts that have spaces."""
    lengths = {
        name: sum(map(len, texts)) / len(texts)
        for name, texts in values.items()
        if all(" " in text.strip() for text in texts[:5])
    }
    best = max(lengths, key=lambda name: lengths[name], default=None)
    return best if best is not None and lengths[best] >= _SHORTEST_PROMPT else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_outcome(text: str) -> bool:
    try:
        outcome_of(text)
    except Invalid:
        return False
    return True


def _is_time(text: str) -> bool:
    """Return whether a text is a date that nobody would take for another number."""
    if _is_number(text):
        return False
    try:
        rules.moment_of(text, clock.now())
    except Invalid:
        return False
    return True
