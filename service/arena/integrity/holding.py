"""Holding votes back and releasing them: the ratings are at once those of a log without them, or with them.

A held vote is in the log like any vote that does not count, with a reason in words, which names no voter and
no flag. Both ways are exact to the bit, take as long as folding the votes since the day of the first one, and
leave an entry in the audit log.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from service.arena.access import audit
from service.arena.integrity import flags
from service.arena.integrity.flags import State
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.db.engine import WriteSession
from service.db.queries.log import flags as db
from service.db.queries.log.flags import FlagRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import Exclusion
from service.errors import Invalid

REASONS = {
    "exposure": "held for review: one model turned up too often",
    "targeting": "held for review: the answers favor or harm one model",
    "side": "held for review: the answers favor one side",
    "constant": "held for review: always the same answer",
    "repeats": "held for review: the same images were answered differently",
    "times": "held for review: the answers come too regularly or too fast",
    "cohort": "held for review: a burst of new voters for one model",
    "gold": "held for review: clearly broken images were not told from good ones",
    "manual": "held for review: chosen by an administrator",
}
"""Why a vote is held, by the kind of flag: the text that the log shows to everybody."""

MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Changed:
    """What holding or releasing did: the flag, and how many votes stopped counting, or count again."""

    flag: int
    votes: int


def hold(session: WriteSession, flag_id: int, key_id: int | None = None) -> Changed:
    """Hold the votes of a flag that count; return how many. A held flag stays held.

    ``key_id`` is the key of the person who decides, None for the service itself. Raise NotFound.
    """
    arena, row = _locked(session, flag_id)
    return hold_locked(session, arena, row, key_id)


def hold_locked(session: WriteSession, arena: Arena, row: FlagRow, key_id: int | None = None) -> Changed:
    """Hold the votes of a flag as `hold` does, in an arena that is locked."""
    return hold_together(session, arena, [row], key_id)[0]


def hold_together(
    session: WriteSession, arena: Arena, rows: Sequence[FlagRow], key_id: int | None = None
) -> list[Changed]:
    """Hold the votes of flags of one kind, in an arena that is locked, with one fold for all of them."""
    places: dict[int, int] = {}
    for row in rows:
        places |= {place: row.id for place in db.counting(session, row) if place not in places}
    if rows:
        recount.void(session, arena, places, REASONS[rows[0].kind], Exclusion.HELD)
    done = []
    for row in rows:
        mine = [place for place, flag in places.items() if flag == row.id]
        db.mark(session, row.id, mine, held=True)
        _decide(session, row, State.HELD, key_id, f"{len(mine)} votes of {arena.slug}")
        done.append(Changed(row.id, len(mine)))
    return done


def release(session: WriteSession, flag_id: int, key_id: int | None = None) -> Changed:
    """Let the votes count again that a flag holds; return how many. Raise NotFound.

    Votes that another held flag is about as well stay held, by that one. Scans leave a released flag alone
    until it is about other votes.
    """
    arena, row = _locked(session, flag_id)
    mine, others = db.held_by(session, row), db.other_holders(session, row)
    for other in sorted(set(others.values())):
        db.mark(session, other, [place for place, flag in others.items() if flag == other], held=True)
    db.mark(session, row.id, mine, held=False)
    count = recount.count_again(session, arena, [place for place in mine if place not in others])
    _decide(session, row, State.RELEASED, key_id, f"{count} votes of {arena.slug}")
    return Changed(row.id, count)


def void(session: WriteSession, flag_id: int, reason: str, key_id: int | None = None) -> Changed:
    """Void the votes of a flag for good, those that count and those that are held; return how many.

    The flag counts as held: what it grows by is held, too. Raise NotFound.
    """
    arena, row = _locked(session, flag_id)
    count = recount.void(session, arena, db.positions(session, row.id), reason)
    db.change(session, row.id, {"state": State.HELD, "updated_at": clock.now()})
    audit.note(
        session, key_id, "void", f"flag {row.id}", f"{row.kind}: {count} votes of {arena.slug}. {reason}"
    )
    return Changed(row.id, count)


def hold_votes(
    session: WriteSession, arena_id: int, places: Collection[int], why: str, key_id: int | None = None
) -> Changed:
    """Hold votes that somebody chose, by their positions, under a flag of their own, which releases them.

    ``why`` is kept with the flag and not shown to visitors. Raise Invalid if there are none.
    """
    if not places:
        raise Invalid("no vote was chosen")
    locked_arenas(session, [arena_id])
    now = clock.now()
    evidence = json.dumps({"sentence": why}, ensure_ascii=False)
    flag_id = db.add(
        session,
        {
            "arena_id": arena_id,
            "kind": MANUAL,
            "scope": "votes",
            "subject": now,
            "model_id": 0,
            "first_position": min(places),
            "last_position": max(places),
            "votes": len(places),
            "evidence": evidence,
            "state": State.OPEN,
            "created_at": now,
            "updated_at": now,
        },
    )
    db.add_votes(session, flag_id, places)
    return hold(session, flag_id, key_id)


def release_votes(
    session: WriteSession, arena_id: int, places: Collection[int], key_id: int | None = None
) -> int:
    """Let held votes count again by their positions, no matter who holds them; return how many.

    This is also for votes that were held when they arrived, which no flag is about.
    """
    arena = locked_arenas(session, [arena_id])[arena_id]
    count = recount.count_again(session, arena, places)
    audit.note(session, key_id, "release", f"votes of {arena.slug}", f"{count} votes")
    return count


def _locked(session: WriteSession, flag_id: int) -> tuple[Arena, FlagRow]:
    """Return a flag as it is once its arena is locked."""
    arena_id = flags.row_of(session, flag_id).arena_id
    arena = locked_arenas(session, [arena_id])[arena_id]
    return arena, flags.row_of(session, flag_id)


def _decide(session: WriteSession, row: FlagRow, state: State, key_id: int | None, detail: str) -> None:
    db.change(session, row.id, {"state": str(state), "updated_at": clock.now()})
    action = "hold" if state == State.HELD else "release"
    audit.note(session, key_id, action, f"flag {row.id}", f"{row.kind}: {detail}")
