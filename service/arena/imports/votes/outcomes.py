"""The outcomes of a file: its words, or the name of the model that won.

A word may have several meanings in other systems. What is assumed is said in the report's notes and can be
changed with ``--value``; where the words of a file contradict each other, all of it is refused.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from itertools import islice

import polars as pl

from service.arena.imports.votes.label_encoding import LabelEncoder
from service.domain.votes import OUTCOMES, Outcome
from service.errors import Invalid

# Our words, those of LMArena's and GenAI-Arena's files, and what people write; without spaces and dashes.
_SIDE = (
    "{0}",
    "model{0}",
    "option{0}",
    "response{0}",
    "image{0}",
    "{0}vote",
    "{0}model",
    "{0}wins",
    "model{0}wins",
)
_WORDS = {
    **{form.format(side): Outcome.LEFT for side in ("left", "a") for form in _SIDE},
    **{form.format(side): Outcome.RIGHT for side in ("right", "b") for form in _SIDE},
    **{
        f"{word}{number}": outcome
        for word in ("model", "response", "option", "image")
        for number, outcome in ((1, Outcome.LEFT), (2, Outcome.RIGHT))
    },
    **dict.fromkeys(
        ("tie", "tied", "tievote", "draw", "drawn", "equal", "same", "tie(bothgood)", "bothgood"), Outcome.TIE
    ),
    **dict.fromkeys(("bothbad", "bothbadvote", "tie(bothbad)", "tiebothbad"), Outcome.BOTH_BAD),
}
# Results of chess games, with White on the left.
_RESULTS = {"1-0": Outcome.LEFT, "0-1": Outcome.RIGHT, "1/2-1/2": Outcome.TIE, "½-½": Outcome.TIE}
# The score of the left side.
_SCORES = {1.0: Outcome.LEFT, 0.0: Outcome.RIGHT, 0.5: Outcome.TIE}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_BETWEEN = re.compile(r"[\s_-]+")
# Said behind the name of a winner that did not take part.
NEITHER = " (neither of the two models)"
_TIES = {Outcome.TIE, Outcome.BOTH_BAD}
_SHOWN = 10
_MOST_WORDS = 12
_LONGEST = 200
# More different outcomes than this are not remembered for a message.
_REMEMBERED = 1000


def outcome_of(text: str) -> int:
    """Return the outcome's number in the log."""
    outcome = _outcome(text)
    if outcome is None:
        shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
        raise Invalid(f"outcome {shown!r} is not one of {', '.join(OUTCOMES)}")
    return int(outcome)


def _outcome(text: str) -> Outcome | None:
    word = text.strip().lower()
    if _NUMBER.fullmatch(word):
        return _SCORES.get(float(word))
    return _RESULTS.get(word) or _WORDS.get(_BETWEEN.sub("", word))


class UnknownOutcomes(Invalid):
    """Nothing says what the outcomes of a file mean; ``words`` are the first ones."""

    def __init__(self, detail: str, words: Iterable[str]) -> None:
        super().__init__(detail)
        self.words = tuple(islice(words, _MOST_WORDS))


class OutcomeColumn:
    """Reads the outcomes of a file, batch by batch, and remembers which words they were."""

    def __init__(self) -> None:
        self._encoder = LabelEncoder(self._number, pl.Int16)
        self._by_name: bool | None = None
        self._numbers: set[str] = set()
        self._unknown: dict[str, None] = {}
        self._some_known = False

    def settled(self, text: pl.DataFrame) -> pl.DataFrame:
        """Return the fields with outcomes that are words, where the file names the models that won.

        The first rows that have outcomes decide whether it does.
        """
        if self._by_name is None and text["outcome"].null_count() < text.height:
            self._by_name = _names_winners(text)
        return text.with_columns(_winners(text["outcome"])) if self._by_name else text

    def of(self, column: pl.Series) -> pl.Series:
        """Return the outcomes' numbers in the log, null for unknown words."""
        return self._encoder.of(column)

    def check(self) -> None:
        """Raise Invalid where the file's words show that they mean something else than is assumed."""
        strange = sorted({float(text) for text in self._numbers} - _SCORES.keys())
        if strange:
            seen = ", ".join(sorted(self._numbers, key=float)[:_SHOWN])
            raise UnknownOutcomes(
                f"the outcomes are the numbers {seen}; say what each means, such as "
                f"{_option(seen.partition(',')[0], 'left')}; nothing was imported",
                sorted(self._numbers, key=float),
            )
        if self._unknown and not self._some_known:
            words = [word[:50] for word in self._unknown]
            seen = ", ".join(map(repr, words[:_SHOWN])) + (", …" if len(words) > _SHOWN else "")
            raise UnknownOutcomes(
                f"no outcome of the file is known: {seen}; say what each means, such as "
                f"{_option(words[0], 'left')} (or right, tie, both_bad); nothing was imported",
                self._unknown,
            )

    def notes(self) -> list[str]:
        """Return what was assumed."""
        notes = []
        if self._by_name:
            notes.append("the outcome is the name of the model that won")
        if self._numbers:
            notes.append(
                "outcome 1 means that the left model won, 0 the right one, 0.5 a tie; where they number the "
                f"sides, use {_option('0', 'left')} {_option('1', 'right')}"
            )
        if self._unknown:
            word = next(iter(self._unknown)).removesuffix(NEITHER)[:50]
            notes.append(f"unknown outcomes can be given a meaning: {_option(word, 'tie')}")
        return notes

    def _number(self, text: str) -> int:
        if _NUMBER.fullmatch(text.strip()) and len(self._numbers) < _REMEMBERED:
            self._numbers.add(text.strip())
        try:
            outcome = outcome_of(text)
        except Invalid:
            if len(self._unknown) < _REMEMBERED:
                self._unknown[text] = None
            raise
        self._some_known = True
        return outcome


def _option(theirs: str, ours: str) -> str:
    r"""Return the option that gives a word a meaning, as a shell needs it."""
    word = theirs.replace("=", "\\=")
    return f"--value {shlex.quote(f'outcome:{word}={ours}')}"


def _names_winners(text: pl.DataFrame) -> bool:
    """Return whether outcomes name one of the row's models: all of them do, except ties.

    Where no outcome is a word that we know, half of them are enough: the others are refused one by one.
    """
    words = text["outcome"].drop_nulls().unique().to_list()
    known = {word: _outcome(word) for word in words}
    models = {
        name.strip().lower()
        for side in ("model_left", "model_right")
        for name in text[side].drop_nulls().unique()
    }
    if not any(word.strip().lower() in models for word in words):
        return False
    rows = text.drop_nulls(["outcome", "model_left", "model_right"])
    fits = rows.select(_names_side("model_left") | _names_side("model_right")).to_series()
    ties = rows["outcome"].is_in([word for word, outcome in known.items() if outcome in _TIES])
    if not fits.any():
        return False
    if (fits | ties).all():
        return True
    sides = any(outcome is not None and outcome not in _TIES for outcome in known.values())
    return not sides and int(fits.sum()) * 2 >= rows.height - int(ties.sum())


def _winners(column: pl.Series) -> pl.Expr:
    ties = [text for text in column.drop_nulls().unique() if _outcome(text) in _TIES]
    outcome = pl.col("outcome")
    return (
        pl.when(_names_side("model_left"))
        .then(pl.lit("left"))
        .when(_names_side("model_right"))
        .then(pl.lit("right"))
        .when(outcome.is_in(ties))
        .then(outcome)
        .otherwise(pl.concat_str(outcome, pl.lit(NEITHER)))
        .alias("outcome")
    )


def _names_side(side: str) -> pl.Expr:
    outcome, name = (pl.col(column).str.strip_chars().str.to_lowercase() for column in ("outcome", side))
    return (outcome == name).fill_null(value=False)
