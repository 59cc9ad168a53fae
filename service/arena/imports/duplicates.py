"""Which rows of an import the arena's log has already, so that an import done twice adds nothing.

* A row with an external id is known by it.
* A row with a time is known by all that the file says of it: as many equal votes as the log holds, at the
  same microsecond, are the same ones. Prompts and voters count only where the file names any, so that an
  export, which never tells voters, finds its own arena again.
* Rows with neither are known only together: the digest of all of them, in order, is remembered.
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
    """Rows without time and id: how many, and their digest."""

    votes: int
    digest: bytes


def drop_known(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> tuple[pl.DataFrame, Undated | None]:
    """The rows that are new, in their order; and what to remember once those without time and id are stored.

    ``rows`` has the columns of ``vote_rows.ROW`` with the database's ids.
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
    """Return the first row of each external id that the log does not have."""
    once = rows.unique("external_id", keep="first", maintain_order=True)
    known: set[str] = set()
    for part in once.iter_slices(_IDS_AT_ONCE) if arena.last_position else ():
        known |= votes.known_external_ids(session, arena.id, part["external_id"].to_list())
    return once.filter(~pl.col("external_id").is_in(list(known)))


def _dated(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows beyond as many as the log holds of the same."""
    told = [*_ALWAYS, *(name for name in _SOMETIMES if rows[name].null_count() < rows.height)]
    # Comparing the columns themselves takes three times the memory. Of two million different votes, one
    # half in the file and one in the log, two share their hash once in eighteen million imports.
    mark = pl.struct(told).hash().alias("mark")
    marks = [part.select(mark) for part in _log(session, arena, rows)]
    if not marks:
        return rows
    held = pl.concat(marks).group_by("mark").len("held")
    marked = rows.select(mark).join(held, on="mark", how="left", maintain_order="left")
    nth = pl.int_range(pl.len()).over("mark")
    return rows.filter(marked.select(nth >= pl.col("held").fill_null(0)).to_series())


def _log(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the log's votes within the rows' time, in parts, with the rows' types."""
    if rows.is_empty():
        return
    first, last = rows.select(pl.col("voted_at").min().alias("first"), pl.col("voted_at").max()).row(0)
    schema = {name: rows.schema[name] for name in (*_ALWAYS, *_SOMETIMES)}
    for after in range(0, arena.last_position, CHUNK):
        found = imports.dated(session, arena.id, after=after, upto=after + CHUNK, first=first, last=last)
        if found:
            yield pl.DataFrame(found, schema=schema, orient="row")


def _undated(session: ReadSession, arena: Arena, rows: pl.DataFrame) -> tuple[pl.DataFrame, Undated | None]:
    if rows.is_empty():
        return rows, None
    digest = hashlib.sha256(rows.drop("line").write_csv().encode()).digest()
    if imports.is_known(session, arena.id, digest):
        return rows.clear(), None
    return rows, Undated(rows.height, digest)
