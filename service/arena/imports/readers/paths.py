"""Paths to what is nested in a column: ``models[0]``, ``inputs.prompt``, also into JSON in a cell of CSV."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import polars as pl

from service.arena.imports.readers.frames import Batch
from service.arena.imports.readers.values import as_text
from service.errors import Invalid

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d{1,6})\]")
# Paths are offered this deep, and for this many items of a list; deeper ones work, too.
_DEPTH, _ITEMS = 4, 4
_LONGEST_CELL = 1 << 20

Step = str | int


class Path(NamedTuple):
    """A column and the steps into it; ``text`` is how it is written."""

    text: str
    column: str
    steps: tuple[Step, ...]

    def value(self, row: Mapping[str, object]) -> object:
        """Return what the path leads to in a row, None where it leads nowhere."""
        return follow(row.get(self.column), self.steps)


def readings(text: str) -> Iterator[Path]:
    """Yield each way to read a wanted name: a column of that name first, then shorter names and steps."""
    yield Path(text, text, ())
    for at in reversed([i for i, character in enumerate(text) if i and character in ".["]):
        steps = _steps(text[at:])
        if steps:
            yield Path(text, text[:at], steps)


def resolved(wanted: Collection[str], columns: Collection[str]) -> dict[str, Path]:
    """Return the wanted names that lead into one of the columns."""
    found: dict[str, Path] = {}
    for name in wanted:
        path = next((one for one in readings(name) if one.column in columns), None)
        if path:
            found[name] = path
    return found


def _steps(text: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    at = 0
    while step := _STEP.match(text, at):
        steps.append(step[1] or int(step[2]))
        at = step.end()
    return tuple(steps) if at == len(text) else ()


def follow(value: object, steps: tuple[Step, ...]) -> object:
    """Return what the steps lead to; text on the way is read as JSON, or as Python would write it."""
    for step in steps:
        inner = _opened(value) if isinstance(value, str) else value
        if isinstance(inner, Mapping) and isinstance(step, str):
            value = inner.get(step)
        elif isinstance(inner, list | tuple) and isinstance(step, int) and step < len(inner):
            value = inner[step]
        else:
            return None
    return value


def _opened(text: str) -> object:
    if text[:1] not in {"[", "{", "("} or len(text) > _LONGEST_CELL:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None


def through(paths: Mapping[str, Path], batch: Batch) -> Batch:
    """Return a batch with a column for each path in place of the columns that the paths begin with."""
    steps = [path for path in paths.values() if path.steps]
    if not steps:
        return batch
    return batch._replace(frame=in_cells(batch.frame, steps).select(list(paths)))


def in_cells(frame: pl.DataFrame, paths: Collection[Path]) -> pl.DataFrame:
    """Return the frame with a column for each path, read from its column's text; each text is read once."""
    return frame.with_columns(_in_cells(frame[path.column], path) for path in paths)


def _in_cells(column: pl.Series, path: Path) -> pl.Series:
    texts = column.unique().drop_nulls().to_list()
    values = [_text(follow(text, path.steps)) for text in texts]
    replaced = (
        column.replace_strict(texts, pl.Series(values, dtype=pl.String), default=None) if texts else column
    )
    return replaced.alias(path.text)


def _text(value: object) -> str | None:
    try:
        return as_text(value)
    except Invalid:
        return None


def listed(rows: Collection[Mapping[str, object]]) -> tuple[str, ...]:
    """Return the members of the rows in the order in which they appear, each followed by what is in it."""
    names: dict[str, None] = {}
    for row in rows:
        for name, value in row.items():
            names |= dict.fromkeys([name, *_inside(name, value, 1)])
    return tuple(names)


def _inside(path: str, value: object, depth: int) -> Iterator[str]:
    if depth > _DEPTH:
        return
    members: list[tuple[str, object]] = []
    if isinstance(value, Mapping):
        members = [(f"{path}.{name}", inner) for name, inner in value.items()]
    elif isinstance(value, list | tuple):
        members = [(f"{path}[{i}]", inner) for i, inner in enumerate(value[:_ITEMS])]
    for name, inner in members:
        yield name
        yield from _inside(name, inner, depth + 1)
