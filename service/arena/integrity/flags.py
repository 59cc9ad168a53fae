"""Flags: what looks like rigging, with the evidence and the votes that it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from service.arena.access.voters import code_of
from service.arena.catalog import arenas
from service.arena.integrity import networks
from service.db.engine import ReadSession
from service.db.queries.log import flags as db
from service.db.queries.log import scans
from service.db.queries.log.flags import FlagRow
from service.domain import clock
from service.errors import NotFound


class State(StrEnum):
    """What was decided about a flag."""

    OPEN = "open"
    HELD = "held"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag as people and programs read it.

    ``subject`` is ``voter:CODE``, ``network:HASH``, ``day:2026-11-26`` or ``votes:NUMBER``. ``evidence`` has
    the numbers behind the flag, and as ``sentence`` what they mean. ``votes`` is how many votes it is about.
    """

    id: int
    arena_id: int
    kind: str
    subject: str
    first_position: int
    last_position: int
    votes: int
    evidence: Mapping[str, object]
    state: State
    created_at: int
    updated_at: int

    @property
    def held(self) -> bool:
        """Whether its votes are held."""
        return self.state == State.HELD

    @property
    def sentence(self) -> str:
        """The evidence in words."""
        return str(self.evidence.get("sentence", ""))

    def to_dict(self) -> dict[str, object]:
        """Return the flag as the command line prints it."""
        names = ("id", "kind", "subject", "votes", "evidence", "held")
        return {name: getattr(self, name) for name in names}


class Listed(NamedTuple):
    """The flags of an arena, open ones first, then the newest, and when it was last scanned."""

    flags: Sequence[Flag]
    scanned_at: int | None


def get(session: ReadSession, flag_id: int) -> Flag:
    """Return a flag; raise NotFound."""
    return flag_of(row_of(session, flag_id))


def row_of(session: ReadSession, flag_id: int) -> FlagRow:
    """Return the row of a flag; raise NotFound."""
    row = db.find(session, flag_id)
    if row is None:
        raise NotFound(f"there is no flag {flag_id}")
    return row


def of_arena(session: ReadSession, slug: str, state: State | None = None) -> list[Flag]:
    """Return the flags of an arena, newest first, or those in one state. Raise NotFound."""
    every = [flag_of(row) for row in db.of_arena(session, arenas.get(session, slug).id)]
    return [flag for flag in every if state is None or flag.state == state]


def listed(session: ReadSession, slug: str) -> Listed:
    """Return the flags of an arena in the order in which they want a decision. Raise NotFound."""
    order = list(State)
    found = sorted(of_arena(session, slug), key=lambda flag: (order.index(flag.state), -flag.id))
    return Listed(found, scans.last_scan(session, arenas.get(session, slug).id))


def positions(session: ReadSession, flag_id: int) -> list[int]:
    """Return the positions in the log of the votes that a flag is about."""
    return db.positions(session, flag_id)


def flag_of(row: FlagRow) -> Flag:
    """Return the flag of a row."""
    return Flag(
        row.id,
        row.arena_id,
        row.kind,
        subject_text(row.scope, row.subject),
        row.first_position,
        row.last_position,
        row.votes,
        json.loads(row.evidence),
        State(row.state),
        row.created_at,
        row.updated_at,
    )


def subject_text(scope: str, subject: int) -> str:
    """Return whom or what a flag is about, in one word."""
    if scope == "voter":
        return f"voter:{code_of(subject)}"
    if scope == "network":
        return f"network:{networks.text_of(subject)}"
    if scope == "day":
        return f"day:{clock.day_text(subject)}"
    return f"{scope}:{subject}"
