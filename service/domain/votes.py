"""Votes: outcomes, a vote's public number, and the day for which it counts."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final, Literal, NamedTuple

from service.domain import clock
from service.domain.axes import PromptCategory
from service.errors import NotFound

# A public id is, from its highest bit: 13 bits of the arena, its next 5 bits, 35 bits of the position. Ids
# were 13 and 40 bits at first. Positions never got near 2**35, thirty years of 35,000 votes a second, so
# those ids still mean the same votes, and there is room for 32 times as many arenas.
_LOW_BITS, _HIGH_BITS, _POSITION_BITS = 13, 5, 35
MAX_ARENA = 1 << (_LOW_BITS + _HIGH_BITS)


class Outcome(IntEnum):
    """A voter's choice between two models. The log stores the numbers."""

    LEFT = 1
    RIGHT = 2
    TIE = 3
    BOTH_BAD = 4

    @property
    def label(self) -> str:
        """Its name in every interface: ``left``, ``right``, ``tie``, ``both_bad``."""
        return self.name.lower()

    @property
    def mirrored(self) -> Outcome:
        """The outcome with the sides swapped."""
        return {Outcome.LEFT: Outcome.RIGHT, Outcome.RIGHT: Outcome.LEFT}.get(self, self)


class Exclusion(IntEnum):
    """Why a vote in the log does not count. The log stores the numbers, next to the void's text."""

    VOIDED = 1
    UNDONE = 2
    RATE = 3
    REPEAT = 4
    DAMAGED_IMAGE = 5
    VOTER_DELETED = 6
    OWN_MODEL = 7
    MERGED = 8
    HELD = 9
    UNSEEN = 10
    WEIGHT = 11
    GOLD = 12

    @property
    def label(self) -> str:
        """Its name in every interface: ``undone``, ``damaged_image``."""
        return self.name.lower()


OUTCOMES = {outcome.label: outcome for outcome in Outcome}

RANKED: Final = 5
"""What the log has in the place of an outcome if a vote ranks more than two models: see `domain.rankings`."""


NEWEST_VOTES = 100_000
"""Voters are counted among so many of each arena's newest votes. These votes are always in the database."""


def outcome_label(outcome: int) -> str:
    """Return the name of what the log has as the outcome of a vote: that of an Outcome, or ``ranked``."""
    return "ranked" if outcome == RANKED else Outcome(outcome).label


@dataclass(frozen=True, slots=True)
class VoteRef:
    """A vote's place: its arena's id and its position in that arena's log."""

    arena_id: int
    position: int

    @property
    def id(self) -> int:
        """The vote's public id: arena and position packed into one integer below 2**53.

        It is unique across arenas, needs no column or index, and is exact in JavaScript.
        """
        low, high = self.arena_id & ((1 << _LOW_BITS) - 1), self.arena_id >> _LOW_BITS
        return (low << _HIGH_BITS | high) << _POSITION_BITS | self.position

    @classmethod
    def parse(cls, vote_id: int) -> VoteRef:
        """Return the vote with a public number. Raise NotFound for a number that no vote can have."""
        packed, position = vote_id >> _POSITION_BITS, vote_id & ((1 << _POSITION_BITS) - 1)
        if not 0 < packed < MAX_ARENA or position == 0:
            raise NotFound(f"there is no vote {vote_id}")
        low, high = packed >> _HIGH_BITS, packed & ((1 << _HIGH_BITS) - 1)
        return cls(high << _LOW_BITS | low, position)


def log_day(previous: int | None, voted_at: int) -> int:
    """Return the day (UTC, days since 1970) on which a vote moves the ratings.

    This is the day of the vote's own time, but never before the day of the previous vote: ratings follow the
    log's order, so an old vote that arrives late moves today's rating, not last month's.
    """
    day = voted_at // clock.DAY
    return day if previous is None else max(previous, day)


class Ballot(NamedTuple):
    """A reported vote that is not in a log yet, with names instead of ids.

    ``prompt`` is the prompt's text; ``prompt_id`` refers to a stored prompt instead. ``voter`` is a keyed
    hash. ``voted_at`` is in microseconds since 1970, None for now. ``ranking`` has the models, best first,
    and the ranks of a vote of outcome `RANKED`; the first and the last one are also its left and right model.
    """

    model_left: str
    model_right: str
    outcome: Outcome | Literal[5]
    category: PromptCategory = PromptCategory()
    prompt: str | None = None
    prompt_id: int | None = None
    voter: int | None = None
    voted_at: int | None = None
    external_id: str | None = None
    ranking: tuple[tuple[str, ...], tuple[int, ...]] | None = None

    @property
    def models(self) -> tuple[str, ...]:
        """All models of the vote."""
        return self[:2] if self.ranking is None else self.ranking[0]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A ballot that was rejected: its index in the request, and the reason."""

    index: int
    detail: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result for the ballots of one request.

    The positions are those of the first and the last accepted vote, None if no vote was accepted. ``rated``
    is False if the accepted votes are stored and not on the leaderboard yet.
    """

    accepted: int
    duplicates: int
    rejected: tuple[Rejection, ...]
    first_position: int | None
    last_position: int | None
    rated: bool = True

    def to_json(self) -> bytes:
        """Return the receipt as clients get it, and as it is kept under an idempotency key."""
        # By hand: asdict copies everything, which takes longer than reading the request.
        values = {name: getattr(self, name) for name in _RECEIPT_FIELDS}
        values["rejected"] = [{"index": one.index, "detail": one.detail} for one in self.rejected]
        return json.dumps(values).encode()

    @classmethod
    def from_json(cls, body: bytes) -> Receipt:
        """Return the receipt behind its JSON."""
        values = json.loads(body)
        values["rejected"] = tuple(Rejection(**one) for one in values["rejected"])
        return cls(**values)


_RECEIPT_FIELDS = tuple(field.name for field in fields(Receipt))
