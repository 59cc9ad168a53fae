"""Export of votes: an arena's log written to a file, part by part."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from shutil import copyfileobj
from typing import NamedTuple, TypeAlias

from service.arena.access import releases
from service.arena.catalog import arenas
from service.arena.progress import Progress, silent
from service.arena.votes.lmarena import WINNERS, battle
from service.arena.votes.log import Row, encode, read_log, why_left_out
from service.arena.votes.table_parts import table_parts
from service.blobs.outputs import Target
from service.db.engine import ReadSession

PART = 20_000

# The fields of a vote, in order. Of the voter there is a number that means nothing outside of the export.
COLUMNS = (
    "id",
    "position",
    "model_left",
    "model_right",
    "outcome",
    "themes",
    "language",
    "prompt_id",
    "voted_at",
    "external_id",
    "voided_at",
    "void_reason",
    "models",
    "ranks",
    "voter_number",
    "probability",
)

Parts = Iterator[list[Row]]
LeftOut: TypeAlias = Counter[str]
"""How many votes were left out, by reason."""


class Exported(NamedTuple):
    """How many votes were written, and how many were left out, by reason."""

    votes: int
    left_out: Mapping[str, int]


def export_votes(
    session: ReadSession, slug: str, format_: str, target: Target, progress: Progress = silent
) -> Exported:
    """Write every vote of an arena in one of FORMATS.

    Void votes are marked, except in ``lmarena``, which has no way to mark them and leaves them out, as it
    does rankings of more than two. Raise NotFound, and what the target raises.
    """
    arena = arenas.get(session, slug)
    left_out = FORMATS[format_](_parts(session, arena.slug, arena.last_position, progress), target)
    return Exported(arena.last_position - left_out.total(), left_out)


def _parts(session: ReadSession, slug: str, last: int, progress: Progress) -> Parts:
    """Yield the log in parts; there is at least one."""
    after, release = 0, releases.new()
    while after < last or not after:
        rows = read_log(session, slug, after, PART, release)
        yield rows
        if not rows:
            return
        after = rows[-1]["position"]
        progress("writing", after, last)


def _csv(parts: Parts, target: Target) -> LeftOut:
    for number, rows in enumerate(parts):
        table = encode(rows, "csv", COLUMNS)
        # Every part begins with the header, which has no line break.
        target.write(table.partition(b"\n")[2] if number else table)
    return Counter()


def _ndjson(parts: Parts, target: Target) -> LeftOut:
    for rows in parts:
        target.write(encode(rows, "ndjson", COLUMNS))
    return Counter()


def _json(parts: Parts, target: Target) -> LeftOut:
    _array((row for rows in parts for row in rows), target)
    return Counter()


def _lmarena(parts: Parts, target: Target) -> LeftOut:
    left_out: LeftOut = Counter()

    def battles() -> Iterator[Row]:
        for row in (row for rows in parts for row in rows):
            if reason := why_left_out(row, WINNERS):
                left_out[reason] += 1
            else:
                yield battle(row)

    _array(battles(), target)
    return left_out


def _parquet(parts: Parts, target: Target) -> LeftOut:
    with table_parts() as table:
        for rows in parts:
            table.add(encode(rows, "parquet", COLUMNS))
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


FORMATS: dict[str, Callable[[Parts, Target], LeftOut]] = {
    "csv": _csv,
    "ndjson": _ndjson,
    "parquet": _parquet,
    "json": _json,
    "lmarena": _lmarena,
}
