"""The past of an axis: its ratings and counts after the vote at a position, or at the end of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from service.arena.recording.folding import Folding, params_of
from service.db.engine import ReadSession
from service.db.queries import prompt_categories, ratings, votes
from service.db.queries.ratings import PairRow, RatingRow
from service.db.queries.votes import PairCount
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import Outcome
from service.errors import Invalid
from service.rating.rating_state import RatingState


class PointInTime(NamedTuple):
    """A moment of an arena's past: a position of its log, or the end of a day (since 1970, UTC)."""

    position: int | None = None
    day: int | None = None


def parse_at(text: str | None) -> PointInTime | None:
    """Return the moment that a position or a date stands for; raise Invalid for what is neither."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and int(text) < 1 << 40:
        return PointInTime(position=int(text))
    try:
        return PointInTime(day=clock.day_of(date.fromisoformat(text)))
    except ValueError:
        raise Invalid(
            f"at={text[:20]!r} is neither a position of the log nor a date such as 2026-11-22"
        ) from None


class PastAxis(NamedTuple):
    """A state of an axis: its ratings and head-to-head counts as rows, after the vote at a position."""

    position: int
    as_of: int
    rows: Sequence[RatingRow]
    pairs: Sequence[PairRow]


def past_axis(session: ReadSession, arena: Arena, axis_id: int | None, at: PointInTime) -> PastAxis:
    """Return the axis as it was: exactly after the vote at a position, or as the history has it for a day.

    Votes voided since are left out. Raise Invalid for a position that the log has not reached.
    """
    if at.position is not None:
        return _at_position(session, arena, axis_id, at.position)
    return _at_day(session, arena, axis_id, at.day or 0)


def _at_day(session: ReadSession, arena: Arena, axis_id: int | None, day: int) -> PastAxis:
    current = arena.day is not None and day >= arena.day
    closed = [position for d, position in ratings.checkpoints_of(session, arena.id) if d <= day]
    position = arena.last_position if current else max(closed, default=0)
    as_of = (day + 1) * clock.DAY - 1
    if axis_id is None:
        return PastAxis(position, as_of, [], [])
    rows = ratings.of_axis(session, axis_id) if current else ratings.at_day(session, arena.id, day, axis_id)
    return PastAxis(position, as_of, rows, _pairs(session, arena, axis_id, position))


def _at_position(session: ReadSession, arena: Arena, axis_id: int | None, position: int) -> PastAxis:
    if not 0 <= position <= arena.last_position:
        raise Invalid(f"at={position}: the log of arena {arena.slug} ends at position {arena.last_position}")
    row = votes.find(session, arena.id, position)
    as_of = arena.created_at if row is None else row.voted_at
    if axis_id is None:
        return PastAxis(position, as_of, [], [])
    return PastAxis(
        position,
        as_of,
        _fold_axis(session, arena, axis_id, position),
        _pairs(session, arena, axis_id, position),
    )


def _fold_axis(session: ReadSession, arena: Arena, axis_id: int, position: int) -> list[RatingRow]:
    """Return the axis's ratings, folded on from the last day that closed before the position."""
    book = RatingState(params_of(arena), complete=True)
    start = replace(arena, day=None, last_position=0)
    closed = [c for c in ratings.checkpoints_of(session, arena.id) if c[1] <= position]
    if closed:
        day, last = closed[-1]
        book.load(ratings.at_day(session, arena.id, day, axis_id))
        start = replace(arena, day=day, last_position=last)
    mine = dict.fromkeys(prompt_categories.of_axis(session, axis_id), (axis_id,))
    folding = Folding(session, start, book, lambda i: mine.get(i, ()), lambda *_: None)
    folding.run(position)
    return [RatingRow(*row) for row in book.all_rows()]


def _pairs(session: ReadSession, arena: Arena, axis_id: int, position: int) -> list[PairRow]:
    counted = votes.pair_counts(session, axis_id, arena.id, position)
    return [PairRow(axis_id, *pair, *counts) for pair, counts in _by_pair(counted).items()]


def _by_pair(rows: Iterable[PairCount]) -> dict[tuple[int, int], list[int]]:
    """Counts ``[wins_a, wins_b, ties, both_bad]`` by pair, from rows (left, right, outcome, count)."""
    totals: dict[tuple[int, int], list[int]] = {}
    for left, right, outcome, count in rows:
        said = Outcome(outcome)
        pair = (min(left, right), max(left, right))
        totals.setdefault(pair, [0, 0, 0, 0])[(said if left < right else said.mirrored) - 1] += count
    return totals
