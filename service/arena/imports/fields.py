"""Rows of a table under our names, for the importers that read a table row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from service.arena.imports.missing_columns import MissingColumns
from service.arena.imports.readers.frames import Refused
from service.arena.imports.readers.tables import Table
from service.arena.imports.votes.known_columns import found

FieldRow = Mapping[str, str | None]
Sources = Mapping[str, Sequence[str]]
"""The names that a field's column may have, the best first."""


class FieldRows(NamedTuple):
    """All rows of a table with their lines, and the refused ones."""

    rows: list[tuple[int, FieldRow]]
    refused: list[Refused]


def read_fields(table: Table, sources: Sources, needed: Iterable[Sequence[str]]) -> FieldRows:
    """Return the fields of each row. Of several columns for a field, the first one with a value counts.

    Raise MissingColumns where all fields of one of the ``needed`` groups have no column.
    """
    columns = {field: found(names, table.columns) or tuple(names) for field, names in sources.items()}
    rows: list[tuple[int, FieldRow]] = []
    refused: list[Refused] = []
    seen = set(table.columns)
    for batch in table.batches({name for names in columns.values() for name in names}):
        refused += batch.refused
        seen |= set(batch.frame.columns)
        for line, row in batch.rows():
            rows.append((line, {field: _first(row, names) for field, names in columns.items()}))
    if seen or refused:
        _check(columns, sources, needed, seen)
    return FieldRows(rows, refused)


def _first(row: FieldRow, names: Iterable[str]) -> str | None:
    return next((text for name in names if (text := row.get(name)) is not None), None)


def _check(columns: Sources, sources: Sources, needed: Iterable[Sequence[str]], seen: set[str]) -> None:
    lacking = [group for group in needed if seen.isdisjoint(_names(columns, group))]
    if lacking:
        raise MissingColumns([" or ".join(map(repr, _names(sources, group))) for group in lacking], seen)


def _names(sources: Sources, fields: Iterable[str]) -> list[str]:
    return [name for field in fields for name in sources[field]]
