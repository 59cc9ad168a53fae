"""Numbers for the texts of a column, with one step in Python for each distinct text, none for each row."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import polars as pl

from service.errors import Invalid

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# With more texts than this, memory costs more than numbering them again.
_REMEMBERED = 200_000


class Distinct(Generic[K, V]):
    """Distinct values in the order in which they were first seen; the number of each is its index."""

    def __init__(self) -> None:
        self.values: list[V] = []
        self._numbers: dict[K, int] = {}

    def number(self, key: K, value: V) -> int:
        """Return the number of a key; a new key gets the next number, and its value is added."""
        number = self._numbers.setdefault(key, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class LabelEncoder:
    """The numbers of a column's texts, null for invalid texts.

    ``number`` returns the number of one text or raises Invalid. It is called once for each text, and again
    where there are too many to remember.
    """

    def __init__(self, number: Callable[[str], int], kind: type[pl.DataType] = pl.Int32) -> None:
        self._number = number
        self._kind = kind
        self._known: dict[str, int | None] = {}

    def of(self, column: pl.Series) -> pl.Series:
        """Return the number of each text of a column; null stays null."""
        texts = column.drop_nulls().unique(maintain_order=True).to_list()
        if not texts:
            return pl.Series(column.name, [None] * len(column), dtype=self._kind)
        if len(self._known) + len(texts) > _REMEMBERED:
            self._known.clear()
        for text in texts:
            if text not in self._known:
                self._known[text] = self._try(text)
        numbers = [self._known[text] for text in texts]
        return column.replace_strict(texts, numbers, default=None, return_dtype=self._kind)

    def _try(self, text: str) -> int | None:
        try:
            return self._number(text)
        except Invalid:
            return None
