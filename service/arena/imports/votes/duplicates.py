"""Which rows of an import are in the arena's log already, so that a repeated import adds nothing.

* A row with an external id is recognized by it; see `external_ids`.
* A row with a time is recognized by everything that the file says about it. Of equal rows at the same
  microsecond, as many are duplicates as the log has. Prompts and voters are compared only where the file
  names any, so that an export, which never contains voters, is recognized by its own arena.
* Rows with neither are recognized by their order; see `undated`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes import external_ids, undated
from service.arena.imports.votes.external_ids import NotAnId
from service.arena.imports.votes.ranked import text_of
from service.arena.imports.votes.rows import VoteFile
from service.arena.imports.votes.sequences.hashing import hashes_of
from service.arena.imports.votes.undated import Recognized
from service.arena.recording.backlog import end_of
from service.db.engine import ReadSession, WriteSession
from service.db.queries import imports
from service.db.queries.log import rankings
from service.domain.arenas import Arena

CHUNK = 50_000

_ALWAYS = ("voted_at", "model_left", "model_right", "outcome", "stratum")
_SOMETIMES = ("prompt", "voter", "ranking")
_NAMED, _TIMED = pl.col("external_id").is_not_null(), pl.col("voted_at").is_not_null()
_BARE = ~_NAMED & ~_TIMED


class Known(NamedTuple):
    """What of a file the arena has: the new rows in their order, the refused ones, and how it was seen.

    ``recognized`` counts rows without id and time that an earlier import brought, ``repeated`` rows with the
    id of an earlier one of the file. ``sequences`` are the hashes of rows without time, to be remembered once
    the new rows are stored.
    """

    new: pl.DataFrame
    refused: list[Refused]
    not_an_id: NotAnId | None
    undated: Recognized
    recognized: int
    repeated: int
    sequences: list[pl.Series]

    def remember(self, session: WriteSession, arena: Arena, at: int) -> None:
        """Remember the rows without time, so that they are recognized in the next file."""
        for sequence in self.sequences:
            undated.remember(session, arena.id, sequence, at, self.undated.digests)


def drop_known(
    session: ReadSession,
    arena: Arena,
    file: VoteFile,
    numbers: pl.DataFrame,
    rows: pl.DataFrame,
    *,
    all_new: bool = False,
) -> Known:
    """Return the new rows, and what else is to be said and remembered.

    ``rows`` has the columns of ``rows.ROW`` with the database's ids. ``numbers`` are the same rows with the
    file's, and may have more: rows that are refused only because two of their models became one. With
    ``all_new``, rows without id and time are new.
    """
    checked = external_ids.check_ids(session, arena, file, numbers, rows)
    rows = checked.rows
    if checked.not_an_id:
        numbers = external_ids.without_ids(numbers)
    bare, mine = _those(numbers, _BARE), _those(rows, _BARE)
    hashes = hashes_of(file, bare)
    found = undated.recognize(session, arena.id, hashes, mine, all_new=all_new)
    known = bare["line"].filter(found.known)
    fresh = mine.join(known.to_frame(), on="line", how="anti", maintain_order="left")
    parts = (_those(rows, _NAMED), _dated(session, arena, _those(rows, ~_NAMED & _TIMED)), fresh)
    filled = [part for part in parts if part.height]
    return Known(
        # Each part is in order. Sorting takes the memory of all rows once more.
        new=pl.concat(filled).sort("line") if len(filled) > 1 else (filled or [fresh])[0],
        refused=checked.refused,
        not_an_id=checked.not_an_id,
        undated=found,
        recognized=mine.height - fresh.height,
        repeated=checked.repeated,
        sequences=[
            *([hashes] if fresh.height else []),
            *_sequence_without_ids(file, numbers, checked.refused),
        ],
    )


def _those(rows: pl.DataFrame, condition: pl.Expr) -> pl.DataFrame:
    """Return the rows that meet a condition. If all or none do, none are copied, as a filter might."""
    # Only the columns that are asked about: a query of all of them may copy them all.
    read = pl.DataFrame([rows[name] for name in condition.meta.root_names()])
    met = read.select(condition).to_series()
    if met.all():
        return rows
    return rows.filter(met) if met.any() else rows.clear()


def _sequence_without_ids(file: VoteFile, numbers: pl.DataFrame, refused: list[Refused]) -> list[pl.Series]:
    """Return the hashes of rows whose ids may turn out to be none: then they are recognized without them."""
    if not external_ids.is_doubtful(file) or numbers.filter(_NAMED & ~_TIMED).is_empty():
        return []
    lines = pl.DataFrame({"line": [line for line, _ in refused]}, schema={"line": pl.Int64})
    rows = numbers.filter(~_TIMED).join(lines, on="line", how="anti", maintain_order="left")
    return [hashes_of(file, rows)]


def _dated(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that exceed the number of equal votes in the log."""
    compared = [*_ALWAYS, *(name for name in _SOMETIMES if rows[name].null_count() < rows.height)]
    # Comparing the columns themselves takes three times the memory. Of two million different votes, one
    # half in the file and one in the log, two share their hash once in eighteen million imports.
    mark = pl.struct(compared).hash().alias("mark")
    marks = [part.select(mark) for part in _log(session, arena, rows)]
    if not marks:
        return rows
    logged = pl.concat(marks).group_by("mark").len("logged")
    marked = rows.select(mark).join(logged, on="mark", how="left", maintain_order="left")
    nth = pl.int_range(pl.len()).over("mark")
    return rows.filter(marked.select(nth >= pl.col("logged").fill_null(0)).to_series())


def _log(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the log's votes within the rows' time span, in parts, with the rows' types."""
    if rows.is_empty():
        return
    first, last = rows.select(pl.col("voted_at").min().alias("first"), pl.col("voted_at").max()).row(0)
    schema = {name: rows.schema[name] for name in (*_ALWAYS, *_SOMETIMES)}
    ranked = rows["ranking"].null_count() < rows.height
    for after in range(0, end_of(session, arena), CHUNK):
        logged = imports.dated(session, arena.id, after=after, upto=after + CHUNK, first=first, last=last)
        known = rankings.between(session, arena.id, after, after + CHUNK) if ranked else {}
        texts = {position: text_of(one) for position, one in known.items()}
        if logged:
            marked = [(*vote, texts.get(position)) for *vote, position in logged]
            yield pl.DataFrame(marked, schema=schema, orient="row")
