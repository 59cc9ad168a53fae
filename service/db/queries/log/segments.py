"""Sealed segments of the vote logs in the database, and the columns of the log that they hold."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from sqlalchemy import delete, func, select

from service.db.bulk import Insert
from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_tuples
from service.db.tables.segments import log_segments
from service.db.tables.votes import votes
from service.errors import Conflict


class SegmentRow(NamedTuple):
    """A sealed part of a log. ``sha256`` is the hash of its Parquet file, ``manifest`` that of its manifest.

    ``bytes`` is the size of the file. The days are those of the log (since 1970) at the time of sealing.
    ``dropped`` is how many of its votes are not in the table of votes any more.
    """

    arena_id: int
    first_position: int
    last_position: int
    first_day: int
    last_day: int
    sha256: bytes
    manifest: bytes
    bytes: int
    sealed_at: int
    dropped: int = 0


class SealedVote(NamedTuple):
    """The columns of a vote that never change and identify nobody: what a segment holds."""

    position: int
    model_left: int
    model_right: int
    outcome: int
    stratum_id: int
    prompt_id: int | None
    voted_at: int


SealedTuple: TypeAlias = tuple[int, int, int, int, int, int | None, int]
"""The values of a SealedVote, where there are too many rows to name their fields."""

# Processes that seal the same part of a log at once agree on its first row: the second one changes nothing.
_add = Insert(log_segments, SegmentRow._fields, "DO NOTHING")


def add(session: WriteSession, row: SegmentRow) -> None:
    """Insert a segment, unless the log has one that begins at the same position."""
    _add(session, [row])


def forget_from(session: WriteSession, arena_id: int, position: int) -> None:
    """Forget the segments of an arena that hold a position or later ones. Their files stay in the store.

    Raise Conflict if votes were dropped that are only in these.
    """
    mine = (log_segments.c.arena_id == arena_id, log_segments.c.last_position >= position)
    needed = select(func.count()).select_from(log_segments).where(*mine, log_segments.c.dropped > 0)
    if session.execute(needed).scalar_one():
        raise Conflict("votes after these are only in sealed files: run `arena log restore` first")
    session.execute(delete(log_segments).where(*mine))


def of_arena(session: ReadSession, arena_id: int) -> list[SegmentRow]:
    """Return an arena's segments in log order."""
    statement = select(*columns(log_segments, SegmentRow)).where(log_segments.c.arena_id == arena_id)
    return fetch(session, SegmentRow, statement.order_by(log_segments.c.first_position))


def last(session: ReadSession, arena_id: int) -> SegmentRow | None:
    """Return an arena's newest segment, or None."""
    statement = select(*columns(log_segments, SegmentRow)).where(log_segments.c.arena_id == arena_id)
    rows = fetch(session, SegmentRow, statement.order_by(log_segments.c.first_position.desc()).limit(1))
    return rows[0] if rows else None


def to_seal(session: ReadSession, arena_id: int, after: int, upto: int) -> list[SealedTuple]:
    """Return all votes, void ones too, from after one position up to another, in log order."""
    where = (votes.c.arena_id == arena_id, votes.c.position > after, votes.c.position <= upto)
    statement = select(*columns(votes, SealedVote)).where(*where).order_by(votes.c.position)
    return fetch_tuples(session, statement)


def voided(session: ReadSession, arena_id: int, upto: int) -> list[int]:
    """Return the positions of void votes up to a position, in log order. Reads only the index of those."""
    # As a sum, the position does not lead SQLite to the key of the table, which has every vote.
    where = (votes.c.arena_id == arena_id, votes.c.exclusion.is_not(None), votes.c.position + 0 <= upto)
    return sorted(row.position for row in session.execute(select(votes.c.position).where(*where)))
