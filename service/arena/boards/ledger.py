"""The ledger of an arena: for each day its votes, those that count, and why the others do not.

The log is read once a process and then only where it has grown; what can change afterwards, which votes
do not count and which late matchups were skipped, is counted at every question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from service.arena.boards.tallies import Tallies
from service.arena.catalog import arenas
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import ledger as db
from service.db.queries.ledger import Seen
from service.db.queries.privacy import retention
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.ledger import BOTH_BAD, REASONS, Day, Ledger, Tally, added
from service.domain.matchups import EXPIRY, MatchupState
from service.domain.votes import Exclusion
from service.errors import FieldError, Invalid

# A matchup this old is closed, even if the clocks of two machines differ.
_SETTLED = 2 * EXPIRY
_EVERY_MATCHUP = (1 << 63) - 1


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
    return [_of_arena(session, arenas.get(session, slug), known, mark) for slug in slugs]


def _of_arena(
    session: ReadSession, arena: Arena, known: Tallies, mark: retention.Mark
) -> tuple[int, Tally | None, Ledger]:
    tally = _grown(session, arena, _with_removed(session, arena.id, known.of(arena.id), mark))
    late = (arena.id, tally.matchup, _EVERY_MATCHUP)
    skips = added(tally.skips, db.skips_by_day(session, *late))
    states = added(tally.matchups, db.matchups_by_state(session, *late, _seen(arena)))
    reasons = _reasons(session, arena, tally)
    days = [
        _of_day(day, tally.votes.get(day, 0), reasons.get(day, {}), skips.get(day, 0))
        for day in sorted(tally.votes.keys() | skips)
    ]
    matchups = {state: states.get(state, 0) for state in MatchupState}
    # The demo adds matchups to the past until its images are all there: nothing is settled before.
    settled = tally if arena.demo_images is None else None
    return arena.id, settled, Ledger(arena.slug, arena.revision, tuple(days), matchups, arena.last_position)


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


def _grown(session: ReadSession, arena: Arena, tally: Tally) -> Tally:
    """Return the tally with everything that was added since."""
    rows = db.votes_by_day(session, arena.id, tally.position, arena.last_position)
    settled = db.last_dealt_before(session, tally.matchup, clock.now() - _SETTLED)
    if seen := _seen(arena):
        # The state of a matchup with a vote that nobody has seen yet is still to change.
        unseen = db.first_unseen(session, arena.id, seen)
        settled = settled if unseen is None else max(tally.matchup, min(settled, unseen - 1))
    between = (arena.id, tally.matchup, settled)
    grown = settled > tally.matchup
    states = added({}, db.matchups_by_state(session, *between) if grown else ())
    # They have expired, but the database may not say so yet.
    states[MatchupState.EXPIRED] = states.get(MatchupState.EXPIRED, 0) + states.pop(MatchupState.OPEN, 0)
    return Tally(
        arena.last_position,
        added(tally.votes, ((day, count) for day, _, count in rows)),
        added(tally.both_bad, ((day, count) for day, both_bad, count in rows if both_bad)),
        settled,
        added(tally.skips, db.skips_by_day(session, *between) if grown else ()),
        added(tally.matchups, states.items()),
        tally.steps,
    )


def _reasons(session: ReadSession, arena: Arena, tally: Tally) -> dict[int, dict[str, int]]:
    """Return the numbers of votes that do not count, by day and reason."""
    reasons: dict[int, dict[str, int]] = defaultdict(dict)
    published = arena.last_position if arena.publish_after else None
    for day, exclusion, count in db.excluded_by_day(session, arena.id, published):
        reasons[day][Exclusion(exclusion).label] = count
    if arena.both_bad == "ignore":
        twice = dict(db.excluded_both_bad(session, arena.id, published))
        for day, count in tally.both_bad.items():
            reasons[day][BOTH_BAD] = count - twice.get(day, 0)
    return reasons
