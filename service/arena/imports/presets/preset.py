"""A preset: how the files of one tool are recognized, and how the fields of a vote are read from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from service.arena.imports.readers.frames import Batch
from service.arena.imports.votes.columns import MAPPABLE, Columns

Sample = Sequence[Mapping[str, str | None]]

EVERYTHING = "*"


def always(_: Sample) -> bool:
    """Accept every sample: the columns alone tell such a file."""
    return True


def unchanged(batch: Batch) -> Batch:
    """Return the batch as it is: its rows are votes."""
    return batch


@dataclass(frozen=True, slots=True)
class Preset:
    """The files of one tool.

    ``needs`` are the columns that all of them have, spelled exactly, and ``lacks`` those of files that look
    like them; where these do not tell the file from others, ``confirms`` looks at its first rows.
    ``columns`` gives way to what a command line says. ``notes`` say what is lost or assumed, for the report.

    Where a row is not one vote, or a field has to be computed, ``reshape`` turns a batch into one whose rows
    are votes: it reads the columns ``reads`` (or EVERYTHING) and adds the columns ``gives``.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    columns: Columns
    notes: tuple[str, ...] = ()
    confirms: Callable[[Sample], bool] = always
    lacks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    reshape: Callable[[Batch], Batch] = unchanged

    def matches(self, columns: Collection[str], sample: Sample) -> bool:
        """Return whether a file with these columns and first rows is one of this tool."""
        return not self.missing(columns) and not {*self.lacks} & {*columns} and self.confirms(sample)

    def fields(self) -> Columns:
        """Return where each field comes from; what `reshape` adds under our names comes from there alone."""
        own = {
            name: (name,) for name in self.gives if name in MAPPABLE and name not in self.columns.constants
        }
        return replace(self.columns, mapped={**own, **self.columns.mapped})

    def missing(self, columns: Collection[str]) -> list[str]:
        """Return the needed columns that a file lacks. A list may be there only as the paths into it."""
        return [need for need in self.needs if not any(_is_in(need, column) for column in columns)]

    def votes(self, batch: Batch) -> Batch:
        """Return a batch of votes. Columns that only other parts of the file have are null in this one."""
        absent = [name for name in self.reads if name not in {*batch.frame.columns, EVERYTHING}]
        if not absent:
            return self.reshape(batch)
        nulls = [pl.lit(None, dtype=pl.String).alias(name) for name in absent]
        return self.reshape(batch._replace(frame=batch.frame.with_columns(nulls)))

    def wanted(self, columns: Collection[str]) -> frozenset[str]:
        """Return what `reshape` reads of a file with these columns."""
        return frozenset(columns if EVERYTHING in self.reads else self.reads)


def _is_in(need: str, column: str) -> bool:
    return column == need or column.startswith((f"{need}[", f"{need}."))
