"""Redating: votes that a clock which ran ahead dated in the future, found, reported and dated again.

Ratings follow the log, so a vote dated next year moves every later vote to next year: no day closes until
then. Such a log takes no more votes until its votes are dated again.
"""

from __future__ import annotations

from typing import NamedTuple

from service.arena.findings import Finding
from service.arena.progress import Progress, silent
from service.arena.recording.recount import recount
from service.db.engine import ReadSession, WriteSession
from service.db.queries import annotations as stored_annotations
from service.db.queries import arenas
from service.db.queries.log import dates, segments
from service.db.schema_versions import clock_lead
from service.domain import clock
from service.domain.arenas import Arena
from service.errors import Unavailable

# Reported times and the clocks of several servers may be ahead by minutes. A day that begins further ahead
# than this was never one of theirs.
AHEAD_MICROSECONDS = 3_600 * clock.SECOND


class Redated(NamedTuple):
    """An arena whose log had votes of the future, and how many."""

    arena: str
    votes: int


def check_day(arena: Arena, now: int) -> None:
    """Raise Unavailable if the log's day lies in the future: the clock is wrong now, or was then."""
    if arena.day is not None and arena.day * clock.DAY > now + AHEAD_MICROSECONDS:
        raise Unavailable(
            f"the log of arena {arena.slug} ends on {clock.day_text(arena.day)}, and this server's clock "
            f"is at {clock.to_text(now)[:16]}: nothing is recorded. Set the clock right; if it is, run "
            "`arena recount --redate`"
        )


def of_clock(session: ReadSession) -> list[Finding]:
    """Return whether the clocks and the logs agree, and what an operator should know and do."""
    now, lead = clock.now(), clock_lead(session)
    wrong = [
        f"the log of {arena.slug} ends on {clock.day_text(arena.day)}, in the future; "
        "set the clock right, or run `arena recount --redate`"
        for arena in arenas.every(session)
        if arena.day is not None and arena.day * clock.DAY > now + AHEAD_MICROSECONDS
    ]
    if lead is not None and abs(lead) * clock.SECOND > AHEAD_MICROSECONDS:
        wrong.append(f"this machine's clock is {lead:+.0f} s off the database's")
    beside = "" if lead is None else f", {abs(lead):.1f} s from the database's"
    detail = "; ".join(wrong) or f"{clock.to_text(now)[:19]}Z{beside}"
    return [Finding("clock", well=not wrong, detail=detail)]


def redate(session: WriteSession, arena: Arena, progress: Progress = silent) -> Redated:
    """Give the votes of a locked arena's future the time of the votes before them, and recount its ratings.

    A vote was recorded after the votes before it, so their newest time is the nearest that is known. Where
    there are none, it is the first time after, or the present. Positions and everything else stay. Segments
    that were sealed with the wrong times are forgotten, and the next `arena log seal` seals them again.
    """
    now = clock.now()
    limit = now + AHEAD_MICROSECONDS
    runs = dates.runs_after(session, arena.id, limit)
    if not runs:
        return Redated(arena.slug, 0)
    count = sum(last - first + 1 for first, last in runs)
    earlier = 0
    newest: int | None = None
    for first, last in runs:
        before = dates.newest_between(session, arena.id, earlier, first)
        newest = max((moment for moment in (newest, before) if moment is not None), default=None)
        moment = newest if newest is not None else dates.first_after(session, arena.id, last, limit) or now
        dates.change(session, arena.id, (first, last), moment)
        earlier = last
    dates.change_matchups(session, arena.id, limit, now)
    segments.forget_from(session, arena.id, runs[0][0])
    detail = f"{count} votes dated in the future were dated again"
    stored_annotations.add(session, now, detail, arena_id=arena.id)
    recount(session, arena, progress)
    return Redated(arena.slug, count)
