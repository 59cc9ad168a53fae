"""Dealing: matchups for those who ask, as many as wait in one transaction, none twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.recording.operations import Operation
from service.arena.voting.matchup_ids import new_number
from service.arena.voting.secure_random import SecureRandom
from service.db.engine import WriteSession
from service.db.queries import matchups
from service.db.queries.matchups import FoundMatchup, Matchup
from service.domain import clock
from service.domain.assigning import ordered
from service.domain.matchups import EXPIRY, NO_REPEAT, MatchupState
from service.domain.pools import DrawnPair, Sampler
from service.errors import Conflict

# Hands drawn for a voter who has seen all before them, until all that the voter has seen is read.
ROUNDS = 4
_CHANCE = SecureRandom()


class Assignment(NamedTuple):
    """What a voter gets: a matchup that was open or is new, or None where chance found nothing.

    ``stale`` says that images or models were in the deck that are no longer in use.
    """

    found: FoundMatchup | None
    created: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class AssignMatchup(Operation[Assignment]):
    """The wish of a voter for a matchup of an arena, or with ``after`` for the one after that one.

    ``table`` is what it is drawn from, unless there are ``hands`` that were drawn for this voter.
    """

    arena_id: int
    voter: int
    address: int | None
    after: int | None
    table: Sampler
    hands: Sequence[DrawnPair] | None = None

    def hand(self, attempt: int) -> DrawnPair | None:
        """Return what to try the first, second … time; None if there is nothing."""
        if self.hands is None:
            return self.table.draw(_CHANCE)
        # By its number: a batch that failed is tried again, from the first.
        return self.hands[attempt] if attempt < len(self.hands) else None


Key = tuple[int, int]
"""A voter and an arena."""


def assign_matchups(session: WriteSession, deals: Sequence[AssignMatchup]) -> list[Assignment | Conflict]:
    """Return a matchup for each, in order: the one that is open, or a new one."""
    dealer = _Assigner(session, deals)
    answers = [dealer.seat(task) for task in deals]
    dealer.store()
    return [answer if isinstance(answer, Conflict) else dealer.given(answer) for answer in answers]


@dataclass(slots=True, eq=False)
class _Slot:
    """One of the two places for open matchups that a voter has in an arena."""

    task: AssignMatchup
    slot: int
    found: FoundMatchup | None = None
    stale: bool = False
    created: bool = False


class _Assigner:
    """The wishes of one batch and the places of those who have them."""

    def __init__(self, session: WriteSession, deals: Sequence[AssignMatchup]) -> None:
        self._session = session
        self._now = clock.now()
        self._closed: list[Matchup] = []
        self._moved: list[Matchup] = []
        self._wanting: list[_Slot] = []
        self._seats: dict[Key, dict[int, _Slot]] = {(task.voter, task.arena_id): {} for task in deals}
        tasks = {(task.voter, task.arena_id): task for task in deals}
        for found in matchups.open_of(session, list(self._seats)):
            self._sit(tasks[found.matchup.voter or 0, found.matchup.arena_id], found)

    def _sit(self, task: AssignMatchup, found: FoundMatchup) -> None:
        """Put an open matchup into its place, or close it where its time or its images are gone."""
        row = found.matchup
        ends = row.dealt_at + EXPIRY
        in_use = not found.withdrawn and all(
            model in task.table.deck.makers and not task.table.deck.makers[model].retired
            for model in (row.model_left, row.model_right)
        )
        if in_use and self._now <= ends:
            self._seats[task.voter, task.arena_id][row.slot] = _Slot(task, row.slot, found)
        else:
            at = min(self._now, ends)
            self._closed.append(row._replace(state=int(MatchupState.EXPIRED), closed_at=at))

    def seat(self, task: AssignMatchup) -> _Slot | Conflict:
        """Return the place whose matchup is the answer to a wish."""
        seats = self._seats[task.voter, task.arena_id]
        numbers = {seat.found.matchup.id: slot for slot, seat in seats.items() if seat.found}
        after = numbers.get(task.after or 0)
        if after == 1 and 0 in seats:
            return Conflict("the matchup before that one is still open; vote on it or skip it first")
        if 1 in seats and 0 not in seats:
            self._move_up(seats)
            after = None if after is None else 0
        slot = 0 if after is None else 1
        if slot not in seats:
            seats[slot] = _Slot(task, slot)
            self._wanting.append(seats[slot])
        return seats[slot]

    def _move_up(self, seats: dict[int, _Slot]) -> None:
        """Make the matchup that was dealt ahead the open one."""
        seat = seats[0] = seats.pop(1)
        seat.slot = 0
        if seat.found:
            row = seat.found.matchup._replace(slot=0, shown_at=self._now)
            seat.found = seat.found._replace(matchup=row)
            self._moved.append(row)

    def store(self) -> None:
        """Draw what is wanted, and store all that changed."""
        new = self._draw()
        # In this order: only one matchup can be open in a place.
        matchups.save(self._session, self._closed)
        matchups.save(self._session, self._moved)
        # Sorted: two processes that insert for the same voters then never wait for each other in a circle.
        new.sort(key=lambda row: (row.voter or 0, row.arena_id))
        matchups.add(self._session, new)

    def _draw(self) -> list[Matchup]:
        made: list[Matchup] = []
        waiting = self._wanting
        for attempt in range(ROUNDS):
            hands = [(seat, hand) for seat in waiting if (hand := seat.task.hand(attempt)) is not None]
            if not hands:
                break
            made += self._keep_good(hands)
            waiting = [seat for seat, _ in hands if seat.found is None]
        return made

    def _keep_good(self, hands: Sequence[tuple[_Slot, DrawnPair]]) -> list[Matchup]:
        """Return the matchups from hands that can be dealt; the others' seats stay empty."""
        keys = {(seat.task.voter, hand.prompt_id) for seat, hand in hands}
        dealt = matchups.dealt(self._session, keys, self._now - NO_REPEAT)
        seen = {(one.voter, one.prompt_id, one.pair) for one in dealt}
        boxes = matchups.boxes(
            self._session, {image for _, hand in hands for image in (hand.image_left, hand.image_right)}
        )
        made = []
        for seat, hand in hands:
            identity = (seat.task.voter, hand.prompt_id, ordered(hand.model_left, hand.model_right))
            in_use = hand.image_left in boxes and hand.image_right in boxes
            seat.stale = seat.stale or not in_use
            if in_use and identity not in seen:
                seen.add(identity)
                made.append(self._made(seat, hand, boxes))
        return made

    def _made(self, seat: _Slot, hand: DrawnPair, boxes: Mapping[int, str]) -> Matchup:
        task = seat.task
        row = Matchup(
            id=new_number(),
            dealt_at=self._now,
            probability=hand.probability,
            voter=task.voter,
            address=task.address,
            arena_id=task.arena_id,
            prompt_id=hand.prompt_id,
            image_left=hand.image_left,
            image_right=hand.image_right,
            model_left=hand.model_left,
            model_right=hand.model_right,
            slot=seat.slot,
        )
        seat.found = FoundMatchup(row, boxes[hand.image_left], boxes[hand.image_right], withdrawn=False)
        seat.created = True
        return row

    def given(self, seat: _Slot) -> Assignment:
        """Return what the voter of a seat gets; as new only once."""
        created, seat.created = seat.created, False
        return Assignment(seat.found, created, seat.stale)
