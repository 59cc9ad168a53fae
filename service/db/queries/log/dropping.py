"""Dropping votes that a segment holds from the table of votes, and bringing them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import polars as pl
from sqlalchemy import ColumnElement, and_, delete, func, select, update

from service.db.bulk import Insert
from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import dropped
from service.db.queries.log.dropped import BLOCK, Part, Range
from service.db.queries.log.segments import SegmentRow
from service.db.queries.models import merged
from service.db.rows import fetch_tuples
from service.db.sealed_files import frame_of
from service.db.tables.flags import flag_votes, flags
from service.db.tables.segments import dropped_voters, log_segments
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain.votes import RANKED
from service.errors import Conflict, Damaged

_SEALED = ("position", "model_left", "model_right", "outcome", "stratum_id", "prompt_id", "voted_at")
_RESTORED = (*_SEALED, "voter")
_Stored: TypeAlias = tuple[int, int, int, int, int, int | None, int, int | None]

_add = Insert(votes, ("arena_id", *_RESTORED))
_add_block = Insert(
    dropped_voters, ("arena_id", "first_position", "voters"), "DO UPDATE SET voters = excluded.voters"
)


def ranges(segment: SegmentRow) -> list[Range]:
    """Return a segment in parts of a block each."""
    before, last = segment.first_position - 1, segment.last_position
    return [Range(segment.arena_id, after, min(after + BLOCK, last)) for after in range(before, last, BLOCK)]


def droppable(part: Range) -> ColumnElement[bool]:
    """Return which votes of a part of a log may be dropped: those that nothing looks up but their position.

    A void vote stays, with its reason. So does a ranking, whose models are found by a table of their own, and
    a vote on a matchup, to which its voter, the images and the reviewers come by the matchup. A vote that a
    flag is about stays for those who decide on the flag.
    """
    seen = select(matchups.c.position).where(
        matchups.c.arena_id == part.arena_id,
        matchups.c.position > part.after,
        matchups.c.position <= part.upto,
    )
    flagged = (
        select(flag_votes.c.position)
        .join(flags, flags.c.id == flag_votes.c.flag_id)
        .where(flags.c.arena_id == part.arena_id)
    )
    return and_(
        votes.c.arena_id == part.arena_id,
        votes.c.position > part.after,
        votes.c.position <= part.upto,
        votes.c.exclusion.is_(None),
        votes.c.voided_at.is_(None),
        votes.c.outcome != RANKED,
        votes.c.position.not_in(seen),
        votes.c.position.not_in(flagged),
    )


def count(session: ReadSession, part: Range) -> int:
    """Return how many votes of a part of a log may be dropped."""
    return int(session.execute(select(func.count()).select_from(votes).where(droppable(part))).scalar_one())


def drop(session: WriteSession, segment: SegmentRow, part: Range) -> int:
    """Drop the votes of a part of a segment that may be; return how many. The arena must be locked.

    Each is compared with the segment's file first. Raise Damaged if one is not in it as it is stored, and
    Conflict if the segment is not in the log any more.
    """
    statement = select(*(votes.c[name] for name in _RESTORED)).where(droppable(part))
    rows: list[_Stored] = fetch_tuples(session, statement.order_by(votes.c.position))
    if not rows:
        return 0
    _compare(session, segment, part, rows)
    gone = session.execute(delete(votes).where(droppable(part))).rowcount
    if gone != len(rows) or not _count(session, segment, gone):
        raise Conflict("the log has changed meanwhile; run this again")
    _keep_voters(session, part, [(row[0], row[-1]) for row in rows if row[-1] is not None])
    return gone


def _compare(session: ReadSession, segment: SegmentRow, part: Range, rows: Sequence[_Stored]) -> None:
    name = f"votes {segment.first_position} to {segment.last_position} of the log"
    whole = frame_of(session, segment.sha256, name)
    sealed = whole.slice(part.after + 1 - segment.first_position, part.upto - part.after)
    sealed = dropped.with_current(sealed, merged(session)).select(_SEALED)
    stored = pl.DataFrame(
        [row[:-1] for row in rows], schema={one: sealed.schema[one] for one in _SEALED}, orient="row"
    )
    same = sealed.filter(pl.col("position").is_in(stored["position"].implode()))
    if not same.equals(stored):
        raise Damaged(f"{name} are not in the sealed file as they are stored: nothing of it was dropped")


def _count(session: WriteSession, segment: SegmentRow | Part, more: int) -> bool:
    """Add to the number of a segment's dropped votes; return whether there still is this segment."""
    first, last = segment.first_position, segment.last_position
    mine = (
        log_segments.c.arena_id == segment.arena_id,
        log_segments.c.first_position == first,
        log_segments.c.last_position == last,
        log_segments.c.sha256 == segment.sha256,
    )
    changed = update(log_segments).where(*mine).values(dropped=log_segments.c.dropped + more)
    return bool(session.execute(changed).rowcount)


def _keep_voters(session: WriteSession, part: Range, voters: Sequence[tuple[int, int]]) -> None:
    if voters:
        known = dropped.block_at(session, part.arena_id, part.after + 1)
        more = pl.DataFrame(voters, schema=known.schema, orient="row")
        _store_block(session, part.arena_id, part.after + 1, pl.concat([known, more]).sort("position"))


def _store_block(session: WriteSession, arena_id: int, first: int, block: pl.DataFrame) -> None:
    if not block.is_empty():
        _add_block(session, [(arena_id, first, dropped.encode(first, block))])
        return
    mine = (dropped_voters.c.arena_id == arena_id, dropped_voters.c.first_position == first)
    session.execute(delete(dropped_voters).where(*mine))


def bring_back(session: WriteSession, arena_id: int, positions: Iterable[int]) -> int:
    """Put the dropped ones among the votes at these positions back; return how many.

    The arena must be locked. Raise Damaged or Unavailable if their segments cannot be read.
    """
    wanted = sorted(set(positions))
    if not wanted:
        return 0
    mine = pl.Series("position", wanted, pl.Int64)
    back = 0
    for part in dropped.parts(session, arena_id, wanted[0] - 1, wanted[-1]):
        here = mine.filter(mine.is_between(part.first_position, part.last_position))
        if not here.is_empty():
            span = Range(arena_id, int(here[0]) - 1, int(here[-1]))
            back += _bring_back(session, part, span, here)
    return back


def _bring_back(session: WriteSession, part: Part, span: Range, here: pl.Series) -> int:
    frames = dropped.frames(session, *span)
    frame = pl.concat(frames).filter(pl.col("position").is_in(here.implode()))
    if frame.is_empty():
        return 0
    whole = dropped.with_voters(session, span.arena_id, frame).select(_RESTORED)
    _add(session, [(span.arena_id, *row) for row in whole.iter_rows()])
    _count(session, part, -whole.height)
    _forget_voters(session, span, whole.filter(pl.col("voter").is_not_null())["position"])
    return whole.height


def _forget_voters(session: WriteSession, span: Range, places: pl.Series) -> None:
    if places.is_empty():
        return
    for first, block in list(dropped.blocks(session, *span)):
        rest = block.filter(~pl.col("position").is_in(places.implode()))
        if rest.height < block.height:
            _store_block(session, span.arena_id, first, rest)
