"""Which rows of an import are in the arena's log already, so that a repeated import adds nothing.

* A row with an external id is recognized by it.
* A row with a time is recognized by everything that the file says about it. Of equal rows at the same
  microsecond, as many are duplicates as the log has. Prompts and voters are compared only where the file
  names any, so that an export, which never contains voters, is recognized by its own arena.
* Rows with neither are recognized only as a whole: the digest of all of them, in order, is remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from service.db.engine import ReadSession
from service.db.queries import imports, votes
from service.domain.arenas import Arena

CHUNK = 50_000

_IDS_AT_ONCE = 10_000
_ALWAYS = ("voted_at", "model_left", "model_right", "outcome", "stratum")
_SOMETIMES = ("prompt", "voter")


class Undated(NamedTuple):
    """Rows without a time and an id: how many there are, and their digest."""

    votes: int
    digest: bytes


def drop_known(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> tuple[pl.DataFrame, Undated | None]:
    """Return the new rows in their order, and what to remember once rows without a time and an id are stored.

    ``rows`` has the columns of ``rows.ROW`` with the database's ids.
    """
    named, timed = pl.col("external_id").is_not_null(), pl.col("voted_at").is_not_null()
    undated, digest = _undated(session, arena, rows.filter(~named & ~timed))
    parts = (
        _named(session, arena, rows.filter(named)),
        _dated(session, arena, rows.filter(~named & timed)),
        undated,
    )
    return pl.concat(parts).sort("line"), digest


def _named(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the first row of each external id that is not in the log."""
    once = rows.unique("external_id", keep="first", maintain_order=True)
    known: set[str] = set()
    for part in once.iter_slices(_IDS_AT_ONCE) if arena.last_position else ():
        known |= votes.known_external_ids(session, arena.id, part["external_id"].to_list())
    return once.filter(~pl.col("external_id").is_in(list(known)))


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
    for after in range(0, arena.last_position, CHUNK):
        logged = imports.dated(session, arena.id, after=after, upto=after + CHUNK, first=first, last=last)
        if logged:
            yield pl.DataFrame(logged, schema=schema, orient="row")


def _undated(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> tuple[pl.DataFrame, Undated | None]:
    if rows.is_empty():
        return rows, None
    digest = hashlib.sha256(rows.drop("line").write_csv().encode()).digest()
    if imports.is_known(session, arena.id, digest):
        return rows.clear(), None
    return rows, Undated(rows.height, digest)
