"""Export of votes: an arena's log written to a file, part by part."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import polars as pl

from service.arena.catalog import arenas, languages
from service.arena.progress import Progress, silent
from service.arena.votes.log import Row, encode, read_log
from service.db.engine import ReadSession
from service.domain import clock

PART = 20_000

# The fields of a vote, in order. The voter is never among them.
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
)

_WINNERS = {"left": "model_a", "right": "model_b", "tie": "tie", "both_bad": "tie (bothbad)"}

Parts = Iterator[list[Row]]


class TargetError(Exception):
    """The target could not be written. An OSError would be mistaken for one of the database."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


def export_votes(
    session: ReadSession, slug: str, format_: str, target: BinaryIO, progress: Progress = silent
) -> int:
    """Write every vote of an arena in one of FORMATS; return the number of votes.

    Void votes are marked, except in ``lmarena``, which has no way to mark them and leaves them out, as it
    does rankings of more than two. Raise NotFound and TargetError.
    """
    arena = arenas.get(session, slug)
    try:
        FORMATS[format_](_parts(session, arena.slug, arena.last_position, progress), target)
    except OSError as error:
        raise TargetError(error) from error
    return arena.last_position


def _parts(session: ReadSession, slug: str, last: int, progress: Progress) -> Parts:
    """Yield the log in parts; there is at least one."""
    after = 0
    while after < last or not after:
        rows = read_log(session, slug, after, PART)
        yield rows
        if not rows:
            return
        after = rows[-1]["position"]
        progress("writing", after, last)


def _csv(parts: Parts, target: BinaryIO) -> None:
    for number, rows in enumerate(parts):
        table = encode(rows, "csv", COLUMNS)
        # Every part begins with the header, which has no line break.
        target.write(table.partition(b"\n")[2] if number else table)


def _ndjson(parts: Parts, target: BinaryIO) -> None:
    target.writelines(encode(rows, "ndjson", COLUMNS) for rows in parts)


def _json(parts: Parts, target: BinaryIO) -> None:
    _array((row for rows in parts for row in rows), target)


def _lmarena(parts: Parts, target: BinaryIO) -> None:
    counted = (row for rows in parts for row in rows if row["voided_at"] is None)
    _array((_battle(row) for row in counted if row["outcome"] in _WINNERS), target)


def _parquet(parts: Parts, target: BinaryIO) -> None:
    with TemporaryDirectory(prefix="arena-export-") as folder:
        for number, rows in enumerate(parts):
            Path(folder, f"{number:09}.parquet").write_bytes(encode(rows, "parquet", COLUMNS))
        pl.scan_parquet(Path(folder, "*.parquet")).sink_parquet(target)


def _array(rows: Iterable[Row], target: BinaryIO) -> None:
    """Write a JSON array, one element on each line."""
    target.write(b"[")
    for number, row in enumerate(rows):
        target.write(b",\n" if number else b"\n")
        target.write(json.dumps(row, ensure_ascii=False).encode())
    target.write(b"\n]\n")


def _battle(row: Row) -> Row:
    """Return a vote as LMArena's notebooks read it: blind, by an unnamed judge, with the language's name."""
    battle = {
        "model_a": row["model_left"],
        "model_b": row["model_right"],
        "winner": _WINNERS[row["outcome"]],
        "judge": "arena_user",
        "anony": True,
        "language": languages.name_of(row["language"]) if row["language"] else "unknown",
        "tstamp": clock.from_datetime(datetime.fromisoformat(row["voted_at"])) / 1e6,
    }
    return battle if row["external_id"] is None else {**battle, "question_id": row["external_id"]}


FORMATS: dict[str, Callable[[Parts, BinaryIO], None]] = {
    "csv": _csv,
    "ndjson": _ndjson,
    "parquet": _parquet,
    "json": _json,
    "lmarena": _lmarena,
}
