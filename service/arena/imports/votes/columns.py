"""Which columns of a file hold which fields of a vote, and which of its rows are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from service.errors import Invalid

REQUIRED = ("model_left", "model_right", "outcome")
VOIDED = "voided_at"

# Our names first, then those of LMArena's files. Its `judge` is not included: it is often the same for all
# votes, and where it names raters, only people who know the file can say so, with --map voter=judge.
_KNOWN = {
    "model_left": ("model_left", "model_a"),
    "model_right": ("model_right", "model_b"),
    "outcome": ("outcome", "winner"),
    "voter": ("voter",),
    "prompt": ("prompt",),
    "themes": ("themes",),
    "language": ("language",),
    "voted_at": ("voted_at", "tstamp", "timestamp"),
    "external_id": ("external_id", "question_id", "conversation_id"),
}
FIELDS = tuple(_KNOWN)


@dataclass(frozen=True, slots=True)
class Filter:
    """Keeps the rows whose column is equal to a text, in which ``*`` stands for any text."""

    column: str
    value: str

    def keeps(self, frame: pl.DataFrame) -> pl.Expr:
        """Return whether each row of the frame is kept. Each distinct text is checked once."""
        if self.column not in frame.columns:
            return pl.lit(value=False)
        texts = frame[self.column].drop_nulls().unique()
        return pl.col(self.column).is_in([text for text in texts if _matches(text, self.value)])


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns to read for each field, where the first one with a value counts, and the filters."""

    sources: dict[str, tuple[str, ...]]
    mapped: dict[str, str]
    filters: tuple[Filter, ...] = ()

    @classmethod
    def of(cls, maps: Iterable[str] = (), filters: Iterable[str] = ()) -> Columns:
        """Return the columns for ``our=theirs`` and ``column=value`` from a command line.

        Raise Invalid for a field that votes do not have, and for text without ``=``.
        """
        mapped = dict(_pair(text, "--map our=theirs") for text in maps)
        for field in mapped:
            if field not in FIELDS:
                raise Invalid(f"votes have no field {field!r} to map; they have {', '.join(FIELDS)}")
        sources = {**_KNOWN, **{field: (column,) for field, column in mapped.items()}}
        kept = tuple(Filter(*_pair(text, "--filter column=value")) for text in filters)
        return cls(sources, mapped, kept)

    def wanted(self) -> frozenset[str]:
        """Return the names of all columns that would be read."""
        names = {name for columns in self.sources.values() for name in columns}
        return frozenset({*names, *(one.column for one in self.filters), VOIDED})

    def check(self, seen: Collection[str]) -> None:
        """Raise Invalid where a needed column is not among those seen in the file."""
        missing = [
            f"{column!r} (--map {field}={column})"
            for field, column in self.mapped.items()
            if column not in seen
        ]
        missing += [
            f"{f.column!r} (--filter {f.column}={f.value})" for f in self.filters if f.column not in seen
        ]
        missing += [
            f"{' or '.join(map(repr, self.sources[field]))}"
            for field in REQUIRED
            if field not in self.mapped and not set(self.sources[field]) & set(seen)
        ]
        if missing:
            raise Invalid(f"the file has no column {missing[0]}; nothing was imported")

    def pick(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return all fields of the frame under our names, null where the file has no column for one."""
        fields = [self._field(field, names, frame.columns) for field, names in self.sources.items()]
        return frame.select(*fields, self._field(VOIDED, (VOIDED,), frame.columns))

    @staticmethod
    def _field(field: str, names: Sequence[str], present: Sequence[str]) -> pl.Expr:
        columns = [pl.col(name) for name in names if name in present]
        return pl.coalesce([*columns, pl.lit(None, dtype=pl.String)]).alias(field)


def _pair(text: str, form: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not equals or not left.strip() or not right:
        raise Invalid(f"{text!r} does not have the form {form}")
    return left.strip(), right


def _matches(text: str, pattern: str) -> bool:
    """Return whether a text matches a pattern, in which ``*`` stands for any text."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, last = rest
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
