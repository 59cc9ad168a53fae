"""Assigning: matchups for voters who ask, all that wait in one transaction, and none of them twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.recording.operations import Memory, Operation, Phase
from service.arena.voting.controls import deal_control
from service.arena.voting.matchup_ids import new_number
from service.arena.voting.secure_random import SecureRandom
from service.db.engine import WriteSession
from service.db.queries import matchups
from service.db.queries.live import turnouts
from service.db.queries.matchups import FoundMatchup, Matchup
from service.domain import clock
from service.domain.assigning import ordered
from service.domain.matchups import EXPIRY, MOST_AHEAD, NO_REPEAT, MatchupState
from service.domain.pools import DrawnPair, Sampler
from service.errors import Conflict

# Pairs drawn for a voter who has seen all those before, until everything the voter has seen is read.
ROUNDS = 4
_RANDOM = SecureRandom()


class Assignment(NamedTuple):
    """What a voter gets: a matchup that was open or is new, or None if the draws found nothing.

    ``stale`` says that the pool had images or models that are no longer in use.
    """

    found: FoundMatchup | None
    created: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class AssignMatchup(Operation[Assignment]):
    """A voter's request for a matchup of an arena, or with ``after`` for the one that follows that one.

    It is drawn from the ``sampler``, unless there are ``pairs`` that were drawn for this voter before.
    ``key_id`` is the key of the client that named the voter.
    """

    arena_id: int
    voter: int
    address: int | None
    after: int | None
    sampler: Sampler
    pairs: Sequence[DrawnPair] | None = None
    key_id: int | None = None

    phase = Phase.ASSIGNMENTS

    @classmethod
    def run(
        cls, session: WriteSession, _memory: Memory, operations: Sequence[AssignMatchup]
    ) -> Sequence[Assignment | Conflict]:
        """See Operation."""
        return assign_matchups(session, operations)

    def pair(self, attempt: int) -> DrawnPair | None:
        """Return the pair for an attempt, the first of which is 0; None if there is nothing to try."""
        if self.pairs is None:
            return self.sampler.draw(_RANDOM)
        # By number: a batch that failed is tried again, from the first attempt.
        return self.pairs[attempt] if attempt < len(self.pairs) else None


VoterKey = tuple[int, int]
"""A voter and an arena."""


def assign_matchups(session: WriteSession, requests: Sequence[AssignMatchup]) -> list[Assignment | Conflict]:
    """Return a matchup for each request, in order: the one that is open, or a new one."""
    assigner = _Assigner(session, requests)
    slots = [assigner.slot_for(request) for request in requests]
    assigner.store()
    return [slot if isinstance(slot, Conflict) else slot.assignment() for slot in slots]


@dataclass(slots=True, eq=False)
class _Slot:
    """One of the open matchups that a voter may have in an arena, found or still to be drawn."""

    request: AssignMatchup
    number: int
    found: FoundMatchup | None = None
    stale: bool = False
    created: bool = False

    def assignment(self) -> Assignment:
        """Return what the voter gets; the matchup is new only in the first answer."""
        created, self.created = self.created, False
        return Assignment(self.found, created, self.stale)


class _Assigner:
    """The requests of one batch, and the slots of the voters who made them."""

    def __init__(self, session: WriteSession, requests: Sequence[AssignMatchup]) -> None:
        self._session = session
        self._now = clock.now()
        self._closed: list[Matchup] = []
        self._moved: list[Matchup] = []
        self._empty: list[_Slot] = []
        by_voter = {(request.voter, request.arena_id): request for request in requests}
        self._slots: dict[VoterKey, dict[int, _Slot]] = {key: {} for key in by_voter}
        for found in matchups.open_of(session, list(self._slots)):
            self._fill(by_voter[found.matchup.voter or 0, found.matchup.arena_id], found)

    def _fill(self, request: AssignMatchup, found: FoundMatchup) -> None:
        """Put an open matchup into its slot, or close it if it has expired or its images are not in use."""
        row = found.matchup
        expires_at = row.dealt_at + EXPIRY
        models = request.sampler.pool.models
        in_use = not found.withdrawn and (
            row.gold is not None
            or all(
                model in models and not models[model].retired for model in (row.model_left, row.model_right)
            )
        )
        if in_use and self._now <= expires_at:
            self._slots[request.voter, request.arena_id][row.slot] = _Slot(request, row.slot, found)
        else:
            at = min(self._now, expires_at)
            self._closed.append(row._replace(state=int(MatchupState.EXPIRED), closed_at=at))

    def slot_for(self, request: AssignMatchup) -> _Slot | Conflict:
        """Return the slot whose matchup answers a request."""
        slots = self._slots[request.voter, request.arena_id]
        if slots and 0 not in slots:
            self._move_up(slots)
        numbers = {slot.found.matchup.id: number for number, slot in slots.items() if slot.found}
        number = numbers.get(request.after or 0, -1) + 1
        if number > MOST_AHEAD:
            return Conflict("the matchups before that one are still open; vote on the first or skip it")
        if number not in slots:
            slots[number] = _Slot(request, number)
            self._empty.append(slots[number])
        return slots[number]

    def _move_up(self, slots: dict[int, _Slot]) -> None:
        """Make the first matchup that was assigned ahead the open one; the others follow it."""
        steps = min(slots)
        for number in sorted(slots):  # and stored in this order, each into a slot that is free
            slot = slots[number - steps] = slots.pop(number)
            slot.number = number - steps
            if slot.found:
                row = slot.found.matchup._replace(slot=slot.number)
                row = row if slot.number else row._replace(shown_at=self._now)
                slot.found = slot.found._replace(matchup=row)
                self._moved.append(row)

    def store(self) -> None:
        """Draw matchups for the empty slots, and store everything that changed."""
        new = self._draw()
        # In this order: only one matchup can be open in a slot.
        matchups.save_open(self._session, self._closed)
        matchups.save_open(self._session, self._moved)
        # Sorted, so that two processes that insert for the same voters never wait for each other in a circle.
        new.sort(key=lambda row: (row.voter or 0, row.arena_id))
        matchups.add(self._session, new)
        turnouts.add_dealt(self._session, Counter(_network_of(row) for row in new if row.address is not None))

    def _draw(self) -> list[Matchup]:
        new = [row for slot in self._empty if (row := self._control(slot)) is not None]
        empty = [slot for slot in self._empty if slot.found is None]
        for attempt in range(ROUNDS):
            drawn = [(slot, pair) for slot in empty if (pair := slot.request.pair(attempt)) is not None]
            if not drawn:
                break
            new += self._keep_good(drawn)
            empty = [slot for slot, _ in drawn if slot.found is None]
        return new

    def _control(self, slot: _Slot) -> Matchup | None:
        """Return a gold pair or a repeat that fills the slot, where one is to be dealt."""
        request = slot.request
        if request.pairs is not None:
            return None
        control = deal_control(
            self._session, request.voter, request.arena_id, request.sampler.controls, self._now
        )
        return None if control is None else self._assign(slot, control.pair, control.boxes, control.gold)

    def _keep_good(self, drawn: Sequence[tuple[_Slot, DrawnPair]]) -> list[Matchup]:
        """Return the matchups of drawn pairs that can be assigned; the other slots stay empty."""
        keys = {(slot.request.voter, pair.prompt_id) for slot, pair in drawn}
        earlier = matchups.assigned(self._session, keys, self._now - NO_REPEAT)
        seen = {(one.voter, one.prompt_id, one.pair) for one in earlier}
        images = {
            key
            for _, pair in drawn
            for key in ((pair.image_left, pair.model_left), (pair.image_right, pair.model_right))
        }
        boxes = matchups.boxes(self._session, images)
        new = []
        for slot, pair in drawn:
            identity = (slot.request.voter, pair.prompt_id, ordered(pair.model_left, pair.model_right))
            in_use = pair.image_left in boxes and pair.image_right in boxes
            slot.stale = slot.stale or not in_use
            if in_use and identity not in seen:
                seen.add(identity)
                new.append(self._assign(slot, pair, boxes))
        return new

    def _assign(
        self, slot: _Slot, pair: DrawnPair, boxes: Mapping[int, str], gold: int | None = None
    ) -> Matchup:
        """Fill an empty slot with a new matchup; return it."""
        request = slot.request
        row = Matchup(
            id=new_number(),
            dealt_at=self._now,
            probability=pair.probability,
            voter=request.voter,
            address=request.address,
            arena_id=request.arena_id,
            prompt_id=pair.prompt_id,
            image_left=pair.image_left,
            image_right=pair.image_right,
            model_left=pair.model_left,
            model_right=pair.model_right,
            slot=slot.number,
            gold=gold,
            key_id=request.key_id,
        )
        slot.found = FoundMatchup(row, boxes[pair.image_left], boxes[pair.image_right], withdrawn=False)
        slot.created = True
        return row


def _network_of(row: Matchup) -> tuple[int, int, int]:
    """Return the arena, the day and the network of a matchup that is assigned."""
    return row.arena_id, row.dealt_at // clock.DAY, row.address or 0
