"""The state of an axis at a point in time: after the vote at a position, or at the end of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from service.arena.recording.folding import Folding, params_of
from service.db.engine import ReadSession
from service.db.queries import prompt_categories, ratings, votes
from service.db.queries.log import rankings
from service.db.queries.ratings import PairRow, RatingRow, RatingTuple
from service.db.queries.votes import PairCount
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.rankings import Sizes, comparisons
from service.domain.texts.digits import number_of
from service.domain.votes import RANKED, Outcome
from service.errors import FieldError, Invalid
from service.rating.rating_state import RatingState

_LAST_POSITION = (1 << 40) - 1


class PointInTime(NamedTuple):
    """A point in an arena's past: a position in its log, or the end of a day (since 1970, UTC)."""

    position: int | None = None
    day: int | None = None


def parse_at(text: str | None) -> PointInTime | None:
    """Return the point in time that a position or a date means. Raise Invalid for anything else."""
    if text is None:
        return None
    position = number_of(text, _LAST_POSITION)
    if position is not None:
        return PointInTime(position=position)
    try:
        return PointInTime(day=clock.day_of(date.fromisoformat(text)))
    except ValueError:
        detail = "is neither a position of the log nor a date such as 2026-11-22"
        raise Invalid(f"at={text[:20]!r} {detail}", [FieldError("at", detail)]) from None


def shown_until(session: ReadSession, arena: Arena) -> int:
    """Return of when what an arena shows is: of its newest vote if votes are published with a delay."""
    newest = votes.find(session, arena.id, arena.last_position) if arena.publish_after else None
    return arena.rated_at if newest is None else newest.voted_at


class PastAxis(NamedTuple):
    """The state of an axis after the vote at a position: its ratings, head-to-head counts and rankings."""

    position: int
    as_of: int
    rows: Sequence[RatingRow]
    pairs: Sequence[PairRow]
    sizes: Sizes


class PastRatings(NamedTuple):
    """The ratings on every axis of an arena after the vote at a position."""

    position: int
    as_of: int
    rows: Sequence[RatingTuple]


def ratings_at(session: ReadSession, arena: Arena, at: PointInTime | None) -> PastRatings:
    """Return the ratings on every axis now, or as `past_axis` does at a point in time. Raise as it does."""
    if at is None:
        as_of = shown_until(session, arena)
        return PastRatings(arena.last_position, as_of, ratings.of_arena(session, arena.id))
    position = position_at(session, arena, at)
    if at.position is not None:
        return PastRatings(position, _as_of(session, arena, position), _fold(session, arena, None, position))
    day = at.day or 0
    rows = ratings.of_arena if _is_open(arena, day) else partial(ratings.at_day, day=day)
    return PastRatings(position, _end_of(day), rows(session, arena.id))


def past_axis(session: ReadSession, arena: Arena, axis_id: int | None, at: PointInTime) -> PastAxis:
    """Return the axis as it was right after the vote at a position, or at the end of a day.

    Votes voided since then are left out. Raise Invalid for a position beyond the log.
    """
    if at.position is not None:
        return _at_position(session, arena, axis_id, at.position)
    return _at_day(session, arena, axis_id, at.day or 0)


def position_at(session: ReadSession, arena: Arena, at: PointInTime) -> int:
    """Return the last position of the log at a point in time. Raise Invalid for one beyond the log."""
    if at.position is not None:
        if not 0 <= at.position <= arena.last_position:
            detail = f"the log of arena {arena.slug} ends at position {arena.last_position}"
            raise Invalid(f"at={at.position}: {detail}", [FieldError("at", detail)])
        return at.position
    if _is_open(arena, at.day or 0):
        return arena.last_position
    closed = ratings.checkpoints_of(session, arena.id)
    return max((position for day, position in closed if day <= (at.day or 0)), default=0)


def _is_open(arena: Arena, day: int) -> bool:
    return arena.day is not None and day >= arena.day


def _at_day(session: ReadSession, arena: Arena, axis_id: int | None, day: int) -> PastAxis:
    position = position_at(session, arena, PointInTime(day=day))
    as_of = _end_of(day)
    if axis_id is None:
        return PastAxis(position, as_of, [], [], {})
    if _is_open(arena, day):
        rows = ratings.of_axis(session, arena.id, axis_id)
    else:
        rows = ratings.at_day(session, arena.id, day, axis_id)
    return PastAxis(position, as_of, rows, *_pairs(session, arena, axis_id, position))


def _at_position(session: ReadSession, arena: Arena, axis_id: int | None, position: int) -> PastAxis:
    position_at(session, arena, PointInTime(position))  # raises beyond the log
    as_of = _as_of(session, arena, position)
    if axis_id is None:
        return PastAxis(position, as_of, [], [], {})
    rows = [RatingRow(*row) for row in _fold(session, arena, axis_id, position)]
    return PastAxis(position, as_of, rows, *_pairs(session, arena, axis_id, position))


def _as_of(session: ReadSession, arena: Arena, position: int) -> int:
    row = votes.find(session, arena.id, position)
    return arena.created_at if row is None else row.voted_at


def _end_of(day: int) -> int:
    return (day + 1) * clock.DAY - 1


def _fold(session: ReadSession, arena: Arena, axis_id: int | None, position: int) -> list[RatingTuple]:
    """Return the ratings on an axis, or on all, folded from the last day that closed before the position."""
    state = RatingState(params_of(arena), complete=True)
    start = replace(arena, day=None, last_position=0)
    closed = [c for c in ratings.checkpoints_of(session, arena.id) if c[1] <= position]
    if closed:
        day, last = closed[-1]
        state.load(ratings.at_day(session, arena.id, day, axis_id))
        start = replace(arena, day=day, last_position=last)
    axes_of = _axes_of(session, arena, axis_id)
    folding = Folding(session, start, state, lambda category: axes_of.get(category, ()), lambda *_: None)
    folding.run(position)
    return state.all_rows()


def _axes_of(session: ReadSession, arena: Arena, axis_id: int | None) -> Mapping[int, tuple[int, ...]]:
    if axis_id is None:
        return prompt_categories.axes_of(session, prompt_categories.of_arena(session, arena.id))
    return dict.fromkeys(prompt_categories.of_axis(session, axis_id), (axis_id,))


def _pairs(
    session: ReadSession, arena: Arena, axis_id: int, position: int
) -> tuple[Sequence[PairRow], Sizes]:
    """Return the head-to-head counts, with every pair of the rankings, and how many rankings there are."""
    counted = votes.pair_counts(session, axis_id, arena.id, position)
    plain = [row for row in counted if row.outcome != RANKED]
    ranked = rankings.on_axis(session, axis_id, arena.id, position) if len(plain) < len(counted) else []
    compared = Counter(pair for one in ranked for pair in comparisons(one))
    plain += [PairCount(a, b, int(outcome), total) for (a, b, outcome), total in compared.items()]
    pairs = [PairRow(*pair, *counts) for pair, counts in _by_pair(plain).items()]
    return pairs, Counter(len(one.models) for one in ranked)


def _by_pair(rows: Iterable[PairCount]) -> dict[tuple[int, int], list[int]]:
    """Return ``[wins_a, wins_b, ties, both_bad]`` by pair, from rows (left, right, outcome, count)."""
    totals: dict[tuple[int, int], list[int]] = {}
    for left, right, outcome, count in rows:
        seen = Outcome(outcome) if left < right else Outcome(outcome).mirrored
        pair = (min(left, right), max(left, right))
        totals.setdefault(pair, [0, 0, 0, 0])[seen - 1] += count
    return totals
