"""Rate limits: how often a voter, a network and a key may ask, and up to what pace votes count.

They hold over all processes that serve a database; `service.arena.access.meters` says how. Responses say
what is left, in the headers of the IETF's draft "RateLimit header fields for HTTP": `RateLimit-Policy` says
how many requests there may be in a minute, `RateLimit` how many are left (`r`) and in how many seconds there
are as many as at first (`t`). What is left is known where this process counts alone; the policy always is.
"""

from __future__ import annotations

import logging
import math
from contextvars import ContextVar
from typing import Literal, NamedTuple, Protocol

from service.arena.access.meters import Mode, SharedMeter
from service.db.engine import Database
from service.domain.metrics import Counts
from service.domain.rate_limits import Limit, Subject
from service.errors import TooMany
from service.settings import Settings

logger = logging.getLogger(__name__)

Kind = Literal["assign", "vote", "skip", "undo", "data", "generate"]


class _Limits(NamedTuple):
    """The limits of a kind of request: their numbers, and how many requests a minute they let through."""

    voter: int
    voter_per_minute: int
    address: int
    address_per_minute: int


# To ask again for the matchup that is already open costs little, and pages do it each time they are loaded.
# An undo folds the arena's day again: 0.1 s after 10,000 votes. "data" is to export or delete all of a voter,
# which folds again from the day of the first vote. "generate" is a free image of the demo's painters, which
# takes up to a second of a core.
_FACTORS: dict[Kind, tuple[Limit, Limit, float]] = {
    "assign": (Limit.VOTER_ASSIGN, Limit.ADDRESS_ASSIGN, 5),
    "vote": (Limit.VOTER_VOTE, Limit.ADDRESS_VOTE, 1),
    "skip": (Limit.VOTER_SKIP, Limit.ADDRESS_SKIP, 1),
    "undo": (Limit.VOTER_UNDO, Limit.ADDRESS_UNDO, 0.1),
    "data": (Limit.VOTER_DATA, Limit.ADDRESS_DATA, 0.02),
    "generate": (Limit.VOTER_GENERATE, Limit.ADDRESS_GENERATE, 0.1),
}
_KEY, _PACE = int(Limit.KEY), int(Limit.PACE)
_MINUTE = 60.0
_MOST_NOTED = 4
_NAMES = {int(limit): limit.name.lower().replace("_", "-") for limit in Limit}


class Sender(Protocol):
    """A visitor, as far as limits are concerned: two keyed hashes."""

    @property
    def voter(self) -> int:
        """The voter's number."""

    @property
    def address(self) -> int | None:
        """The network's number, None if it is not known."""


class RateLimits:
    """The limits of the settings, and what is left of each. ``refused`` counts requests by their limit."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self.refused = Counts()
        self._meter = SharedMeter(database)
        voters, networks = settings.voter_limit, settings.address_limit
        self._limits = {
            kind: _Limits(int(voter), math.ceil(voters * factor), int(network), math.ceil(networks * factor))
            for kind, (voter, network, factor) in _FACTORS.items()
        }

    def start(self) -> None:
        """Begin to find out whether other processes count as well, so that the first request need not."""
        self._meter.start()

    async def close(self) -> None:
        """Leave the limits to the other processes."""
        await self._meter.close()

    async def check_visitor(self, visitor: Sender, kind: Kind) -> None:
        """Count a visitor's request; raise TooMany if its voter or its network sends too many."""
        limits = self._limits[kind]
        voter = Subject(limits.voter, visitor.voter)
        network = None if visitor.address is None else Subject(limits.address, visitor.address)
        if self._meter.mode is not Mode.ALONE:
            await self._prepare(limits, voter, network, pace=kind == "vote")
        await self._check(voter, limits.voter_per_minute, "you")
        if network is not None:
            await self._check(network, limits.address_per_minute, "your network")

    async def _prepare(self, limits: _Limits, voter: Subject, network: Subject | None, *, pace: bool) -> None:
        soon = [(voter, limits.voter_per_minute)]
        if network is not None:
            soon.append((network, limits.address_per_minute))
        if pace:
            soon.append((Subject(_PACE, voter.number), self._settings.pace))
        await self._meter.prepare(soon)

    async def check_key(self, key_id: int) -> None:
        """Count a request that brings a key; raise TooMany if too many bring it."""
        await self._check(Subject(_KEY, key_id), self._settings.key_limit, "this key")

    async def over_pace(self, visitor: Sender) -> bool:
        """Count a vote; return whether its voter votes too fast for it to count. It is stored anyway."""
        return await self._meter.take(Subject(_PACE, visitor.voter), self._settings.pace) > 0

    async def _check(self, subject: Subject, per_minute: int, who: str) -> None:
        wait = await self._meter.take(subject, per_minute)
        if per_minute:
            note(subject.kind, per_minute, self._meter.owed(subject))
        if wait:
            seconds = math.ceil(wait)
            limit = Limit(subject.kind).name.lower()
            self.refused.add(limit)
            logger.warning("requests are refused: over the limit %s of %d a minute", limit, per_minute)
            raise TooMany(f"too many requests from {who}; try again in {seconds} s", retry_after=seconds)


class Allowance(NamedTuple):
    """A limit that a request was counted on, and in how many seconds it is full; None if not known."""

    kind: int
    per_minute: int
    owed: float | None


_counted: ContextVar[tuple[Allowance, ...]] = ContextVar("arena-allowances", default=())


def note(kind: int, per_minute: int, owed: float | None) -> None:
    """Note that the current request was counted."""
    # A request is counted on three at most; what runs outside of requests must not collect them.
    _counted.set((*_counted.get()[-_MOST_NOTED + 1 :], Allowance(kind, per_minute, owed)))


def headers() -> list[tuple[bytes, bytes]]:
    """Return the headers about the limits of the current request, none if it was not counted."""
    counted = _counted.get()
    if not counted:
        return []
    policies = ", ".join(f'"{_NAMES[one.kind]}";q={one.per_minute};w=60' for one in counted)
    left = ", ".join(_left(one.kind, one.per_minute, one.owed) for one in counted if one.owed is not None)
    made = [(b"ratelimit-policy", policies.encode())]
    if left:
        made.append((b"ratelimit", left.encode()))
    return made


def _left(kind: int, per_minute: int, owed: float) -> str:
    # A little more: sums of fractions are a little off.
    left = max(0, int((_MINUTE - owed) * per_minute / _MINUTE + 1e-6))
    return f'"{_NAMES[kind]}";r={left};t={math.ceil(owed)}'
