"""The ledger of an arena: for each day its votes, those that count, and why the others do not.

The log is read once a process and then only where it has grown; what can change afterwards, which votes
do not count and which late matchups were skipped, is counted at every question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from service.arena.boards.tallies import Tallies
from service.arena.catalog import arenas
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import ledger as db
from service.db.queries.ledger import ArenaStateTotal, DayTotal, DayVotes, Seen, Span
from service.db.queries.privacy import retention
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.ledger import BOTH_BAD, REASONS, Day, Ledger, Simulated, Tally, added
from service.domain.matchups import EXPIRY, MatchupState
from service.domain.votes import Exclusion
from service.errors import FieldError, Invalid

# A matchup this old is closed, even if the clocks of two machines differ.
_SETTLED = 2 * EXPIRY
_EVERY_MATCHUP = (1 << 63) - 1
# Days or states with how many there are.
_Counts = list[tuple[int, int]]


class _Late(NamedTuple):
    """What can still change of an arena's ledger, as it is now."""

    skips: _Counts
    states: _Counts
    reasons: dict[int, dict[str, int]]
    simulated: Simulated


async def ledger(services: Services, slug: str, first: str | None = None, last: str | None = None) -> Ledger:
    """Return the ledger of an arena, optionally from one date to another (inclusive, UTC).

    Raise NotFound, and Invalid for a malformed date. The cost depends on the votes and matchups since the
    last call in this process; the first call reads all of them, which takes half a second for a million.
    """
    days = range(_day("from", first, -(1 << 31)), _day("to", last, 1 << 31) + 1)
    if not days:
        raise Invalid(f"from {first} to {last} there is no day; exchange them")
    (found,) = await ledgers(services, [slug])
    return replace(found, days=tuple(day for day in found.days if day.day in days))


async def ledgers(services: Services, slugs: Sequence[str]) -> list[Ledger]:
    """Return the ledgers of arenas, all of one snapshot. Raise NotFound."""
    # Matchups have no revision, and what is counted of them is kept.
    with services.database.revisions.reading_about(None):
        readings = await services.database.read(_read, slugs, services.boards.tallies)
    for arena_id, tally, _ in readings:
        if tally is not None:
            services.boards.tallies.keep(arena_id, tally)
    return [found for _, _, found in readings]


def late_states(session: ReadSession, settled: int) -> tuple[int, dict[int, dict[int, int]]]:
    """Return the counts of matchups that can still change, by arena and state, and the last id before those.

    ``settled`` is that id as it was the last time, 0 at first. While these counts, an arena's revision and
    its last position stay the same, so does its ledger.
    """
    settled = db.last_dealt_before(session, settled, clock.now() - _SETTLED)
    states: dict[int, dict[int, int]] = defaultdict(dict)
    for arena_id, state, total in db.states_by_arena(session, settled):
        states[arena_id][state] = total
    return settled, states


def _day(field: str, text: str | None, otherwise: int) -> int:
    try:
        return otherwise if text is None else clock.day_of(date.fromisoformat(text))
    except ValueError:
        detail = "is not a date such as 2026-11-24"
        raise Invalid(f"{text!r} {detail}", [FieldError(field, detail)]) from None


def _read(
    session: ReadSession, slugs: Sequence[str], known: Tallies
) -> list[tuple[int, Tally | None, Ledger]]:
    mark = retention.mark(session)
    found = arenas.of_slugs(session, slugs)
    tallies = _grown(session, {one: _with_removed(session, one.id, known.of(one.id), mark) for one in found})
    late = {arena: Span(arena.id, tally.matchup, _EVERY_MATCHUP) for arena, tally in tallies.items()}
    skips = _by_arena(db.skips_by_day(session, late.values()))
    states = _states(session, late)
    reasons = _reasons(session, tallies)
    simulated = _simulated(session, tallies)
    return [
        _of_arena(arena, tally, _Late(skips[arena.id], states[arena.id], reasons[arena.id], simulated[arena]))
        for arena, tally in tallies.items()
    ]


def _of_arena(arena: Arena, tally: Tally, late: _Late) -> tuple[int, Tally | None, Ledger]:
    skips, states = added(tally.skips, late.skips), added(tally.matchups, late.states)
    days = [
        _of_day(day, tally.votes.get(day, 0), late.reasons.get(day, {}), skips.get(day, 0))
        for day in sorted(tally.votes.keys() | skips)
    ]
    matchups = {state: states.get(state, 0) for state in MatchupState}
    # The demo adds matchups to the past until its images are all there: nothing is settled before.
    settled = tally if arena.demo_images is None else None
    found = Ledger(arena.slug, arena.revision, tuple(days), matchups, arena.last_position, late.simulated)
    return arena.id, settled, found


def _simulated(session: ReadSession, found: Iterable[Arena]) -> dict[Arena, Simulated]:
    votes = {arena: arena.simulated(arena.last_position) for arena in found}
    rows = db.matchups_upto(session, ((arena.id, upto) for arena, upto in votes.items() if upto))
    placed = {row.arena_id: row.total for row in rows}
    return {arena: Simulated(upto, placed.get(arena.id, 0)) for arena, upto in votes.items()}


def _by_arena(rows: Iterable[DayTotal | ArenaStateTotal]) -> dict[int, _Counts]:
    counts: dict[int, _Counts] = defaultdict(list)
    for arena_id, key, total in rows:
        counts[arena_id].append((key, total))
    return counts


def _states(session: ReadSession, spans: Mapping[Arena, Span]) -> dict[int, _Counts]:
    """Return the numbers of matchups by state, as they are seen."""
    rows = db.matchups_by_state(session, (span for arena, span in spans.items() if not arena.publish_after))
    for arena, span in spans.items():
        if seen := _seen(arena):
            rows += db.matchups_as_seen(session, span, seen)
    return _by_arena(rows)


def _seen(arena: Arena) -> Seen | None:
    return Seen(arena.last_position, clock.now()) if arena.publish_after else None


def _of_day(day: int, votes: int, reasons: dict[str, int], skips: int) -> Day:
    ordered = {reason: reasons[reason] for reason in REASONS if reasons.get(reason)}
    return Day(day, votes, votes - sum(ordered.values()), ordered, skips)


def _with_removed(session: ReadSession, arena_id: int, tally: Tally, mark: retention.Mark) -> Tally:
    """Return the tally. If its matchups may have changed since, it begins again, with the removed ones."""
    if tally.matchup and (tally.steps == mark.steps or tally.matchup >= mark.highest):
        return replace(tally, steps=mark.steps)
    removed = retention.removed(session, arena_id) if mark.steps else []
    return replace(
        tally,
        steps=mark.steps,
        matchup=0,
        skips=added({}, ((row.day, row.total) for row in removed if row.state == MatchupState.SKIPPED)),
        matchups=added({}, ((row.state, row.total) for row in removed)),
    )


def _grown(session: ReadSession, tallies: Mapping[Arena, Tally]) -> dict[Arena, Tally]:
    """Return the tallies with everything that was added since."""
    new: dict[int, list[DayVotes]] = defaultdict(list)
    positions = (Span(one.id, tally.position, one.last_position) for one, tally in tallies.items())
    for row in db.votes_by_day(session, positions):
        new[row.arena_id].append(row)
    settled = _settled(session, tallies)
    between = {
        arena: Span(arena.id, tally.matchup, settled[arena])
        for arena, tally in tallies.items()
        if settled[arena] > tally.matchup
    }
    skips = _by_arena(db.skips_by_day(session, between.values()))
    states = _states(session, between)
    return {
        arena: Tally(
            arena.last_position,
            added(tally.votes, ((row.day, row.total) for row in new[arena.id])),
            added(tally.both_bad, ((row.day, row.total) for row in new[arena.id] if row.both_bad)),
            settled[arena],
            added(tally.skips, skips[arena.id]),
            added(tally.matchups, _ended(states[arena.id])),
            tally.steps,
        )
        for arena, tally in tallies.items()
    }


def _settled(session: ReadSession, tallies: Mapping[Arena, Tally]) -> dict[Arena, int]:
    """Return the id of the last matchup of each arena that is closed for good."""
    moment = clock.now() - _SETTLED
    last = {
        after: db.last_dealt_before(session, after, moment)
        for after in {tally.matchup for tally in tallies.values()}
    }
    settled = {arena: last[tally.matchup] for arena, tally in tallies.items()}
    for arena, tally in tallies.items():
        if seen := _seen(arena):
            # The state of a matchup with a vote that nobody has seen yet is still to change.
            unseen = db.first_unseen(session, arena.id, seen)
            if unseen is not None:
                settled[arena] = max(tally.matchup, min(settled[arena], unseen - 1))
    return settled


def _ended(states: _Counts) -> Iterator[tuple[int, int]]:
    """Yield states of settled matchups: open ones have expired, but the database may not say so yet."""
    for state, total in states:
        yield (MatchupState.EXPIRED if state == MatchupState.OPEN else state), total


def _reasons(session: ReadSession, tallies: Mapping[Arena, Tally]) -> dict[int, dict[int, dict[str, int]]]:
    """Return the numbers of votes that do not count, by arena, day and reason."""
    reasons: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = db.excluded_by_day(session, (arena.id for arena in tallies if not arena.publish_after))
    delayed = ((arena.id, arena.last_position) for arena in tallies if arena.publish_after)
    for arena_id, day, exclusion, count in [*rows, *db.excluded_by_day_upto(session, delayed)]:
        reasons[arena_id][day][Exclusion(exclusion).label] = count
    ignoring = [arena for arena in tallies if arena.both_bad == "ignore"]
    ends = ((arena.id, arena.last_position) for arena in ignoring)
    twice = {(row.arena_id, row.day): row.total for row in db.excluded_both_bad(session, ends)}
    for arena in ignoring:
        for day, count in tallies[arena].both_bad.items():
            reasons[arena.id][day][BOTH_BAD] = count - twice.get((arena.id, day), 0)
    return reasons
