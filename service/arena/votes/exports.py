"""Export of votes: an arena's log written to a file, part by part."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from shutil import copyfileobj
from typing import NamedTuple, TypeAlias

import polars as pl

from service.arena.access import releases
from service.arena.catalog import arenas
from service.arena.progress import Progress, silent
from service.arena.tables.encoding import encode
from service.arena.tables.parts import table_parts
from service.arena.votes.frames import frames
from service.arena.votes.lmarena import WINNERS, battle
from service.arena.votes.log import Row, read_log, why_left_out
from service.blobs.outputs import Target
from service.db.engine import ReadSession
from service.domain.arenas import Arena

PART = 20_000

LeftOut: TypeAlias = Counter[str]
"""How many votes were left out, by reason."""


class Exported(NamedTuple):
    """How many votes were written, and how many were left out, by reason."""

    votes: int
    left_out: Mapping[str, int]


class _Log(NamedTuple):
    """The log of an arena, to be read in parts."""

    session: ReadSession
    arena: Arena
    progress: Progress

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the log as frames; there is at least one."""
        done = 0
        for make in frames(self.session, self.arena, releases.new()):
            frame = make()
            yield frame
            done += frame.height
            self.progress("writing", done, self.arena.last_position)

    def rows(self) -> Iterator[Row]:
        """Yield the log as dictionaries."""
        after, release, last = 0, releases.new(), self.arena.last_position
        while after < last:
            rows = read_log(self.session, self.arena.slug, after, PART, release)
            if not rows:
                return
            yield from rows
            after = rows[-1]["position"]
            self.progress("writing", after, last)


def export_votes(
    session: ReadSession, slug: str, format_: str, target: Target, progress: Progress = silent
) -> Exported:
    """Write every vote of an arena in one of FORMATS.

    Void votes are marked, except in ``lmarena``, which has no way to mark them and leaves them out, as it
    does rankings of more than two. Raise NotFound, and what the target raises.
    """
    arena = arenas.get(session, slug)
    left_out = FORMATS[format_](_Log(session, arena, progress), target)
    return Exported(arena.last_position - left_out.total(), left_out)


def _csv(log: _Log, target: Target) -> LeftOut:
    return _text(log, "csv", target)


def _ndjson(log: _Log, target: Target) -> LeftOut:
    return _text(log, "ndjson", target)


def _text(log: _Log, kind: str, target: Target) -> LeftOut:
    for number, frame in enumerate(log.frames()):
        target.write(encode(frame, kind, first=not number))
    return Counter()


def _json(log: _Log, target: Target) -> LeftOut:
    _array(log.rows(), target)
    return Counter()


def _lmarena(log: _Log, target: Target) -> LeftOut:
    left_out: LeftOut = Counter()

    def battles() -> Iterator[Row]:
        for row in log.rows():
            if reason := why_left_out(row, WINNERS):
                left_out[reason] += 1
            else:
                yield battle(row)

    _array(battles(), target)
    return left_out


def _parquet(log: _Log, target: Target) -> LeftOut:
    with table_parts() as table:
        for frame in log.frames():
            table.add(encode(frame, "parquet"))
        # Not straight into the target: Polars would write to its descriptor, past what reports its errors.
        with table.joined() as file:
            copyfileobj(file, target)
    return Counter()


def _array(rows: Iterable[Row], target: Target) -> None:
    """Write a JSON array, one element on each line."""
    target.write(b"[")
    for number, row in enumerate(rows):
        target.write(b",\n" if number else b"\n")
        target.write(json.dumps(row, ensure_ascii=False).encode())
    target.write(b"\n]\n")


FORMATS: dict[str, Callable[[_Log, Target], LeftOut]] = {
    "csv": _csv,
    "ndjson": _ndjson,
    "parquet": _parquet,
    "json": _json,
    "lmarena": _lmarena,
}
