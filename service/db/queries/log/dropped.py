"""Votes that were dropped from the table of votes, read from their segments as if they were there.

A vote is dropped if a segment holds it and the table does not. Readers of the log by position add these votes
to the rows that they found. What never leaves the table is in `dropping.droppable`: void votes, votes on
matchups and rankings are looked up by other keys.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeVar

import polars as pl
from sqlalchemy import func, select, text

from service.db.engine import ReadSession
from service.db.queries.models import merged
from service.db.rows import columns, fetch, fetch_tuples
from service.db.sealed_files import frame_of
from service.db.tables.segments import dropped_voters, log_segments

T = TypeVar("T", bound=tuple[object, ...])

BLOCK = 50_000
"""Positions of a block of voters, and of a transaction that drops votes or restores them."""

END = 1 << 62
"""After every position of a log."""

# So many blocks of voters are read at once: a few megabytes.
_BLOCKS = 20

_PRESENT = text(
    "SELECT position FROM votes WHERE arena_id = :arena AND position > :after AND position <= :upto"
)


class Range(NamedTuple):
    """A part of an arena's log: from after one position up to another."""

    arena_id: int
    after: int
    upto: int


class Part(NamedTuple):
    """A segment that holds dropped votes."""

    arena_id: int
    first_position: int
    last_position: int
    sha256: bytes

    @property
    def name(self) -> str:
        """The segment in a message."""
        return f"votes {self.first_position} to {self.last_position} of the log"


_PARTS = select(*columns(log_segments, Part)).where(log_segments.c.dropped > 0)


def parts(session: ReadSession, arena_id: int, after: int = 0, upto: int = END) -> list[Part]:
    """Return the segments of an arena that hold dropped votes, of those in a part of its log."""
    mine = (log_segments.c.arena_id == arena_id, log_segments.c.last_position > after)
    statement = _PARTS.where(*mine, log_segments.c.first_position <= upto)
    return fetch(session, Part, statement.order_by(log_segments.c.first_position))


def arenas(session: ReadSession) -> set[int]:
    """Return the ids of the arenas with dropped votes."""
    statement = select(log_segments.c.arena_id).where(log_segments.c.dropped > 0).distinct()
    return {row.arena_id for row in session.execute(statement)}


def count(session: ReadSession, arena_id: int) -> int:
    """Return how many votes of an arena were dropped."""
    total = select(func.sum(log_segments.c.dropped)).where(log_segments.c.arena_id == arena_id)
    return int(session.execute(total).scalar_one() or 0)


def frames(session: ReadSession, arena_id: int, after: int = 0, upto: int = END) -> Iterator[pl.DataFrame]:
    """Yield the dropped votes of a part of an arena's log, in order, a segment at a time.

    Models are those of today. Raise Damaged or Unavailable if a segment cannot be read.
    """
    found = parts(session, arena_id, after, upto)
    names = merged(session) if found else {}
    for part in found:
        yield _of_part(
            session, part, max(after, part.first_position - 1), min(upto, part.last_position), names
        )


def _of_part(session: ReadSession, part: Part, after: int, upto: int, names: dict[int, int]) -> pl.DataFrame:
    whole = frame_of(session, part.sha256, part.name)
    frame = whole.slice(after + 1 - part.first_position, upto - after)
    there: list[tuple[int]] = fetch_tuples(session, _PRESENT, arena=part.arena_id, after=after, upto=upto)
    present = pl.DataFrame(there, schema={"position": pl.Int64}, orient="row")
    return with_current(frame, names).join(present, on="position", how="anti", maintain_order="left")


def with_current(frame: pl.DataFrame, names: dict[int, int]) -> pl.DataFrame:
    """Return votes with the models that others were merged into in place of those."""
    if not names:
        return frame
    return frame.with_columns(pl.col("model_left", "model_right").replace(names))


def with_voters(session: ReadSession, arena_id: int, frame: pl.DataFrame) -> pl.DataFrame:
    """Return dropped votes with the numbers of their voters, null for those without."""
    first, last = (frame["position"][0], frame["position"][-1]) if frame.height else (1, 0)
    known = pl.concat([_no_voters(), *(block for _, block in blocks(session, arena_id, first - 1, last))])
    return frame.join(known, on="position", how="left", maintain_order="left")


def blocks(
    session: ReadSession, arena_id: int, after: int = 0, upto: int = END
) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield the blocks of voters of a part of a log: where each begins, and its positions and voters."""
    first = dropped_voters.c.first_position
    mine = (dropped_voters.c.arena_id == arena_id, first > after - BLOCK, first <= upto)
    statement = select(first, dropped_voters.c.voters).where(*mine).order_by(first).limit(_BLOCKS)
    rows = session.execute(statement).all()
    while rows:
        for start, data in rows:
            yield start, decode(start, data)
        rows = session.execute(statement.where(first > rows[-1][0])).all()


def block_at(session: ReadSession, arena_id: int, first: int) -> pl.DataFrame:
    """Return the block of voters that begins at a position."""
    return dict(blocks(session, arena_id, first - 1, first)).get(first, _no_voters())


def encode(first: int, voters: pl.DataFrame) -> bytes:
    """Return a block of voters as bytes; it begins at this position."""
    target = io.BytesIO()
    places = voters.select((pl.col("position") - first).cast(pl.UInt16), "voter")
    places.write_parquet(target, compression="zstd", compression_level=9)
    return target.getvalue()


def decode(first: int, data: bytes) -> pl.DataFrame:
    """Return a block of voters, which begins at this position."""
    return pl.read_parquet(io.BytesIO(data)).with_columns(pl.col("position").cast(pl.Int64) + first)


def positions_of(session: ReadSession, voter: int) -> list[tuple[int, int]]:
    """Return the arenas and positions of a voter's dropped votes. Reads all blocks."""
    return [
        (arena_id, position)
        for arena_id in sorted(arenas(session))
        for _, block in blocks(session, arena_id)
        for position in block.filter(pl.col("voter") == voter)["position"]
    ]


def rows(
    session: ReadSession, part: Range, names: Sequence[str], *where: pl.Expr
) -> list[tuple[object, ...]]:
    """Return some columns of the dropped votes of a part of a log, as plain tuples in log order.

    Of what a column holds only for void votes, each of them has None.
    """
    found: list[tuple[object, ...]] = []
    for frame in frames(session, *part):
        chosen = frame.filter(*where) if where else frame
        if "voter" in names:
            chosen = with_voters(session, part.arena_id, chosen)
        there = [name if name in chosen.columns else pl.lit(None).alias(name) for name in names]
        found += chosen.select(there).rows()
    return found


def added(session: ReadSession, part: Range, stored: list[T], names: Sequence[str]) -> list[T]:
    """Return rows of the table in log order with the dropped votes of the same part of the log among them.

    The first column is the position.
    """
    return merge(stored, rows(session, part, names))


def merge(stored: list[T], more: Iterable[tuple[object, ...]]) -> list[T]:
    """Return rows by their first column, the position; both come in order."""
    others: list[T] = list(more)  # type: ignore[arg-type]  # the same columns
    return sorted(stored + others, key=itemgetter(0)) if others else stored


def prompt_ids(session: ReadSession, arena_id: int, after: int, upto: int) -> set[int]:
    """Return the prompts of the dropped votes of a part of a log."""
    found: set[int] = set()
    for frame in frames(session, arena_id, after, upto):
        found.update(frame["prompt_id"].drop_nulls().unique().to_list())
    return found


def _no_voters() -> pl.DataFrame:
    """Return a block of no voters."""
    return pl.DataFrame(schema={"position": pl.Int64, "voter": pl.Int64})
