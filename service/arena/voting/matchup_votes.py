"""Casting: votes on matchups as they are recorded, each once, and what their voters are told."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.recording.before_after import RatingSnapshots, SnapshotFolding
from service.arena.recording.operations import Operation
from service.db.engine import ReadSession
from service.db.queries import matchups
from service.db.queries.matchups import Matchup
from service.domain.matchups import EXPIRY, MatchupState, RatingSnapshot
from service.domain.ratings import score
from service.domain.votes import Exclusion, Outcome
from service.errors import AlreadyVoted, ArenaError, Forbidden, Gone, NotFound

REASONS = {
    Exclusion.OWN_MODEL: "the vote came with a key that has made one of the models",
    Exclusion.RATE: "the voter voted faster than votes count",
    Exclusion.REPEAT: "the voter had voted on this pair for this prompt before",
    Exclusion.DAMAGED_IMAGE: "an image of the matchup was withdrawn before the vote",
}
_TOLD = struct.Struct(">BB" + 4 * "ddI")


@dataclass(frozen=True, slots=True)
class VoteResult:
    """A recorded vote as its voter is told of it; ``created`` is False where it was recorded before."""

    matchup: Matchup
    outcome: Outcome
    exclusion: Exclusion | None
    looks: RatingSnapshots
    created: bool


@dataclass(frozen=True, slots=True)
class MatchupVote(Operation[VoteResult]):
    """A vote on a matchup of an arena, by its number. Without a voter whoever it was dealt to casts it.

    ``own`` are the models, by their numbers, that whoever sends it has a stake in.
    """

    arena_id: int
    matchup: int
    voter: int | None
    outcome: Outcome
    over_pace: bool = False
    own: frozenset[int] = frozenset()

    @property
    def votes(self) -> int:
        """See Operation."""
        return 1


Append = Callable[[Matchup, Outcome, Exclusion | None], int]
"""What puts a vote into the log; it gives its position."""


class _Taken(NamedTuple):
    """A vote that is in the log now, on a matchup that is not closed yet."""

    position: int
    outcome: Outcome
    exclusion: Exclusion | None


class MatchupVotes:
    """The votes on matchups of one arena in one batch: looked up together, added one by one, closed together.

    ``prompts`` are those of the matchups.
    """

    def __init__(self, session: ReadSession, casts: Sequence[MatchupVote], now: int) -> None:
        self._now = now
        self._rows = matchups.of_ids(session, {cast.matchup for cast in casts}) if casts else {}
        self._taken: dict[int, _Taken] = {}
        self._looks: dict[int, RatingSnapshots] = {}
        self._refused: dict[int, ArenaError] = {}
        self._again: set[int] = set()
        self.prompts = {found.matchup.prompt_id for found in self._rows.values()}

    @property
    def watched(self) -> set[int]:
        """The positions of the votes that were added and count."""
        return {taken.position for taken in self._taken.values() if taken.exclusion is None}

    def add(self, number: int, cast: MatchupVote, append: Append) -> None:
        """Append a vote to the log unless it is there or is refused; ``number`` is its own in this batch."""
        try:
            row = self._to_append(cast)
        except ArenaError as error:
            self._refused[number] = error
            return
        if row is None:
            self._again.add(number)
            return
        exclusion = self._exclusion_of(cast)
        self._taken[row.id] = _Taken(append(row, cast.outcome, exclusion), cast.outcome, exclusion)

    def _to_append(self, cast: MatchupVote) -> Matchup | None:
        """Return the open matchup of a vote; None for one that is in the log already."""
        found = self._rows.get(cast.matchup)
        if found is None or found.matchup.arena_id != cast.arena_id:
            raise NotFound("there is no such matchup")
        row = found.matchup
        if cast.voter is not None and row.voter != cast.voter:
            raise Forbidden("this matchup was dealt to another voter")
        if row.state == MatchupState.VOTED or row.id in self._taken:
            self._check_same(cast, row)
            return None
        expired = row.state == MatchupState.OPEN and self._now > row.dealt_at + EXPIRY
        if expired or row.state != MatchupState.OPEN:
            raise Gone(
                f"this matchup {'was skipped' if row.state == MatchupState.SKIPPED else 'has expired'}"
            )
        return row

    def _check_same(self, cast: MatchupVote, row: Matchup) -> None:
        taken = self._taken.get(row.id)
        outcome = taken.outcome if taken else unpack(row.told)[0]
        if outcome != cast.outcome:
            raise AlreadyVoted(f"this matchup was voted on, and not as {cast.outcome.label}")

    def _exclusion_of(self, cast: MatchupVote) -> Exclusion | None:
        found = self._rows[cast.matchup]
        if found.withdrawn:
            return Exclusion.DAMAGED_IMAGE
        if cast.own & {found.matchup.model_left, found.matchup.model_right}:
            return Exclusion.OWN_MODEL
        if found.repeated:
            return Exclusion.REPEAT
        return Exclusion.RATE if cast.over_pace else None

    def close(self, folding: SnapshotFolding) -> list[Matchup]:
        """The matchups that were voted on as they are to be stored, with what the fold did to the models."""
        for number, taken in self._taken.items():
            row = self._rows[number].matchup
            looks = folding.looks.get(taken.position) or folding.looks_of(row.model_left, row.model_right)
            self._looks[number] = looks
            self._rows[number] = self._rows[number]._replace(matchup=self._closed(row, taken, looks))
        return [self._rows[number].matchup for number in self._taken]

    def _closed(self, row: Matchup, taken: _Taken, looks: RatingSnapshots) -> Matchup:
        seen_at = row.dealt_at if row.shown_at is None else row.shown_at
        return row._replace(
            state=int(MatchupState.VOTED),
            closed_at=self._now,
            position=taken.position,
            response_ms=max(0, self._now - seen_at) // 1_000,
            told=pack(taken.outcome, taken.exclusion, looks),
        )

    def answer(self, number: int, cast: MatchupVote) -> VoteResult | ArenaError:
        """Return what the voter is told, once the matchups are closed."""
        if number in self._refused:
            return self._refused[number]
        row = self._rows[cast.matchup].matchup
        created = number not in self._again
        taken = self._taken.get(row.id)
        if taken:
            return VoteResult(row, taken.outcome, taken.exclusion, self._looks[row.id], created)
        outcome, exclusion, looks = unpack(row.told)
        return VoteResult(row, outcome, exclusion, looks, created)


def pack(outcome: Outcome, exclusion: Exclusion | None, looks: RatingSnapshots) -> bytes:
    """Return what a voter is told, as it is stored to be told again: 82 bytes."""
    numbers = [number for look in looks for number in (look.mu, look.sigma, look.rank or 0)]
    return _TOLD.pack(outcome, exclusion or 0, *numbers)


def unpack(told: bytes | None) -> tuple[Outcome, Exclusion | None, RatingSnapshots]:
    """Return the outcome, the exclusion and the looks that `pack` packed.

    Raise AlreadyVoted where nothing was kept, as for votes that the demo made.
    """
    if told is None:
        raise AlreadyVoted("this matchup was voted on")
    outcome, exclusion, *numbers = _TOLD.unpack(told)
    standings = [
        RatingSnapshot(mu, sigma, score(mu, sigma), rank or None)
        for mu, sigma, rank in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    ]
    return Outcome(outcome), Exclusion(exclusion) if exclusion else None, RatingSnapshots(*standings)
