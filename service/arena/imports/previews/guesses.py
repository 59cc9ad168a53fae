"""Which columns of a file could hold the fields that were not found, told by what its first rows contain.

A guess only becomes a hint. Nothing is imported by it: a wrong one would turn wins into losses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from service.arena import moments
from service.arena.imports.previews.outcome_words import meanings
from service.arena.imports.votes import rules
from service.arena.imports.votes.columns import ONE_HOT, RANKS
from service.arena.imports.votes.outcomes import outcome_of
from service.errors import Invalid

Sample = Sequence[Mapping[str, str | None]]

_SIDES = ("model_left", "model_right")
# The words of an outcome are few, and names of models are not sentences.
_MOST_OUTCOMES = 6
_LONGEST_NAME = 60
_SHORTEST_PROMPT = 15
# Two columns name models if they share this part of their names.
_SHARED = 0.25
# In fewer than this part of the rows are both models the same, while a winner is one of them in half of them.
_RARELY = 4
_FLAGS = {"0", "1", "0.0", "1.0", "true", "false", "True", "False", "yes", "no", "x"}
_TIMELY = re.compile(
    r"time|date|datum|zeit|jour|heure|fecha|hora|data|when|created|^ts$|_ts$|_at$", re.IGNORECASE
)
_LANGUAGES = re.compile(r"lang|sprach|idioma|lingu|taal", re.IGNORECASE)
_VOTERS = re.compile(
    r"voter|judge|rater|annotator|worker|user|juge|votant|nutzer|bewerter|juez|giudice", re.IGNORECASE
)
_RANKS = re.compile(r"rank|rang|place|platz|puesto|posto", re.IGNORECASE)
_TIES = re.compile(r"tie|draw|equal|gleich|unentsch|remis|nul|égal|egal|empate|pareg|both", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guesses:
    """Columns that fields may be in, constants, and whether times may be Excel's."""

    columns: Mapping[str, str]
    constants: Mapping[str, str]
    excel_dates: bool = False


def guess(columns: Sequence[str], sample: Sample, missing: Collection[str]) -> Guesses:
    """Return what the missing fields could be read from. Fields without a likely column are absent.

    ``columns`` are those from which nothing is read yet. Both models are guessed together.
    """
    values = {
        name: [text for row in sample if (text := row.get(name)) is not None]
        for name in columns
        if not any(other.startswith((f"{name}.", f"{name}[")) for other in columns)
    }
    search = _Search(sample, {name: texts for name, texts in values.items() if texts})
    found: dict[str, str] = {}
    times, days = search.take(_are_times), search.take(_are_days)
    if "voted_at" in missing and (times or days):
        found["voted_at"] = times or days or ""
    sides = search.models() if set(_SIDES) & set(missing) else None
    if sides is not None:
        found.update(zip(_SIDES, sides, strict=True))
    more = {"language": _are_languages, "voter": _are_voters}
    found.update(search.each({field: fits for field, fits in more.items() if field in missing}))
    outcome = search.outcome(sides) if "outcome" in missing else {}
    found.update(outcome)
    found.update(search.each({"prompt": _are_sentences} if "prompt" in missing else {}))
    # Two columns of models and nothing else is how tables of games are written: the first one won.
    won = sides is not None and "outcome" in missing and not outcome
    return Guesses(found, {"outcome": "left"} if won else {}, excel_dates=bool(days) and not times)


@dataclass(slots=True)
class _Search:
    """The first rows of a file, and the values of the columns that may still hold something."""

    sample: Sample
    free: dict[str, list[str]]

    def take(self, fits: Callable[[str, Sequence[str]], bool]) -> str | None:
        """Return the first column that fits, and take it."""
        name = next((name for name, texts in self.free.items() if fits(name, texts)), None)
        if name is not None:
            del self.free[name]
        return name

    def each(self, fields: Mapping[str, Callable[[str, Sequence[str]], bool]]) -> dict[str, str]:
        """Return the first column that fits each field, and take it."""
        return {field: name for field, fits in fields.items() if (name := self.take(fits)) is not None}

    def models(self) -> tuple[str, str] | None:
        """Return the two columns that share most of their names, and take them."""
        names = {name: set(texts) for name, texts in self.free.items() if _may_be_names(texts)}
        shared = {
            (one, two): len(names[one] & names[two]) / len(names[one] | names[two])
            for one, two in combinations(names, 2)
            if not self._often_equal(one, two)
        }
        best = max(shared, key=lambda pair: shared[pair], default=None)
        if best is None or (shared[best] < _SHARED and len(shared) > 1):
            return None
        for name in best:
            del self.free[name]
        return best

    def _often_equal(self, one: str, two: str) -> bool:
        """Return whether two columns agree in many rows, as a winner's does with that of a side."""
        equal = sum(row.get(one) is not None and row.get(one) == row.get(two) for row in self.sample)
        return equal * _RARELY > len(self.sample)

    def outcome(self, sides: tuple[str, str] | None) -> dict[str, str]:
        """Return the column or columns of the outcome, the surest form first, and fewest words at last."""
        full = {name: set(texts) for name, texts in self.free.items() if len(texts) * 2 >= len(self.sample)}
        ranks = [name for name, words in full.items() if _are_ranks(name, words)]
        if len(ranks) == len(RANKS):
            return dict(zip(RANKS, ranks, strict=True))
        flags = [name for name, words in full.items() if words <= _FLAGS]
        if len(flags) > 1:
            return _one_hot(flags)
        for name, words in full.items():
            known = all(map(_is_outcome, words)) or all(meanings(words).values())
            if known or (sides is not None and self._names_a_side(name, sides)):
                return {"outcome": name}
        if sides is None:
            return {}
        few = [name for name, words in full.items() if 1 < len(words) <= _MOST_OUTCOMES]
        best = min(few, key=lambda name: len(full[name]), default=None)
        return {} if best is None else {"outcome": best}

    def _names_a_side(self, name: str, sides: tuple[str, str]) -> bool:
        hits = [row[name] in {row.get(side) for side in sides} for row in self.sample if row.get(name)]
        return sum(hits) * 2 > len(hits)


def _are_ranks(name: str, texts: Collection[str]) -> bool:
    return _RANKS.search(name) is not None and all(map(str.isdecimal, texts))


def _one_hot(flags: Sequence[str]) -> dict[str, str]:
    """Return columns of 0 and 1 as outcomes: ties by their names, and the sides in their order."""
    ties = [name for name in flags if _TIES.search(name)]
    ways = dict(zip(ONE_HOT[:2], (name for name in flags if name not in ties), strict=False))
    return {**ways, **dict(zip(ONE_HOT[2:], ties, strict=False))}


def _may_be_names(texts: Sequence[str]) -> bool:
    return (
        max(map(len, texts)) <= _LONGEST_NAME
        and not all(map(moments.is_number, texts))
        and not all(map(_is_outcome, texts))
    )


def _are_times(name: str, texts: Sequence[str]) -> bool:
    """Return whether all texts are times. Numbers must be of this century, or the name must say so."""
    times = [moments.from_text(text) for text in texts]
    if not all(moment is not None for moment in times):
        return False
    return not any(map(moments.is_number, texts)) or _TIMELY.search(name) is not None


def _are_days(name: str, texts: Sequence[str]) -> bool:
    """Return whether all texts may be days that Excel counted, in a column that is named for a time."""
    days = [moments.from_text(text, excel=True) for text in texts]
    return _TIMELY.search(name) is not None and all(day is not None for day in days)


def _are_languages(name: str, texts: Sequence[str]) -> bool:
    return _LANGUAGES.search(name) is not None and any(map(_is_language, set(texts)))


def _are_voters(name: str, _texts: Sequence[str]) -> bool:
    return _VOTERS.search(name) is not None


def _are_sentences(_name: str, texts: Sequence[str]) -> bool:
    return all(" " in text.strip() for text in texts) and sum(map(len, texts)) >= _SHORTEST_PROMPT * len(
        texts
    )


def _is_language(text: str) -> bool:
    try:
        return rules.tag_of(text) is not None
    except Invalid:
        return False


def _is_outcome(text: str) -> bool:
    try:
        outcome_of(text)
    except Invalid:
        return False
    return True
