"""Votes on matchups as they are recorded: each once, with a reveal that its voter can ask for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Self

from service.arena.recording.appending import Recording, ResolvedVote, Submission, VoteOperation
from service.arena.recording.before_after import RatingSnapshots, SnapshotFolding
from service.arena.recording.folding import TableRows
from service.arena.voting.reveals import StoredReveal
from service.db.queries import matchups
from service.db.queries.matchups import FoundMatchup, Matchup
from service.domain.matchups import EXPIRY, MatchupState
from service.domain.votes import Exclusion, Outcome
from service.errors import AlreadyVoted, ArenaError, Forbidden, Gone, NotFound


@dataclass(frozen=True, slots=True)
class VoteResult:
    """A recorded vote with its reveal; ``created`` is False if the vote was recorded before."""

    matchup: Matchup
    outcome: Outcome
    exclusion: Exclusion | None
    snapshots: RatingSnapshots
    created: bool


@dataclass(frozen=True, slots=True)
class MatchupVote(VoteOperation[VoteResult]):
    """A vote on a matchup of an arena, by the matchup's number. Without a voter, its own voter casts it.

    ``own`` has the ids of models whose votes the sender may not decide.
    """

    arena_id: int
    matchup: int
    voter: int | None
    outcome: Outcome
    over_pace: bool = False
    own: frozenset[int] = frozenset()

    order = 1

    @property
    def votes(self) -> int:
        """See Operation."""
        return 1

    @classmethod
    def submission(cls, recording: Recording, operations: Mapping[int, Self]) -> Submission:
        """See VoteOperation."""
        return _MatchupVotes(recording, operations)


@dataclass(slots=True)
class _NewVote:
    """A vote that this batch adds to the log; its position is set once the log has it."""

    outcome: Outcome
    exclusion: Exclusion | None
    position: int = 0


class _MatchupVotes(Submission):
    """The votes on matchups of one arena in one batch: looked up, resolved and closed together."""

    def __init__(self, recording: Recording, votes: Mapping[int, MatchupVote]) -> None:
        self._recording = recording
        self._votes = votes
        self._matchups: dict[int, FoundMatchup] = {}
        self._new: dict[int, _NewVote] = {}
        self._snapshots: dict[int, RatingSnapshots] = {}
        self._refused: dict[int, ArenaError] = {}
        self._repeated: set[int] = set()

    def resolve(self) -> Sequence[ResolvedVote]:
        """See Submission."""
        session, arena, ids = self._recording.session, self._recording.arena, self._recording.ids
        self._matchups = matchups.of_ids(session, {vote.matchup for vote in self._votes.values()})
        ids.learn_prompts(session, arena.id, {found.matchup.prompt_id for found in self._matchups.values()})
        resolved = []
        for number, vote in self._votes.items():
            try:
                matchup = self._open_matchup(vote)
            except ArenaError as error:
                self._refused[number] = error
                continue
            if matchup is None:
                self._repeated.add(number)
                continue
            self._new[matchup.id] = _NewVote(vote.outcome, self._exclusion_of(vote))
            resolved.append(self._resolved(matchup, self._new[matchup.id]))
        return resolved

    def _open_matchup(self, vote: MatchupVote) -> Matchup | None:
        """Return the open matchup of a vote; None if the same vote was recorded already."""
        found = self._matchups.get(vote.matchup)
        if found is None or found.matchup.arena_id != vote.arena_id:
            raise NotFound("there is no such matchup")
        matchup = found.matchup
        if vote.voter is not None and matchup.voter != vote.voter:
            raise Forbidden("this matchup was assigned to another voter")
        if matchup.state == MatchupState.VOTED or matchup.id in self._new:
            self._check_same(vote, matchup)
            return None
        expired = matchup.state == MatchupState.OPEN and self._recording.now > matchup.dealt_at + EXPIRY
        if expired or matchup.state != MatchupState.OPEN:
            skipped = matchup.state == MatchupState.SKIPPED
            raise Gone(f"this matchup {'was skipped' if skipped else 'has expired'}")
        return matchup

    def _check_same(self, vote: MatchupVote, matchup: Matchup) -> None:
        new = self._new.get(matchup.id)
        outcome = new.outcome if new else StoredReveal.unpack(matchup.reveal).outcome
        if outcome != vote.outcome:
            raise AlreadyVoted(f"this matchup was voted on, and not as {vote.outcome.label}")

    def _exclusion_of(self, vote: MatchupVote) -> Exclusion | None:
        found = self._matchups[vote.matchup]
        if found.withdrawn:
            return Exclusion.DAMAGED_IMAGE
        if vote.own & {found.matchup.model_left, found.matchup.model_right}:
            return Exclusion.OWN_MODEL
        if found.repeated:
            return Exclusion.REPEAT
        return Exclusion.RATE if vote.over_pace else None

    def _resolved(self, matchup: Matchup, new: _NewVote) -> ResolvedVote:
        return ResolvedVote(
            matchup.model_left,
            matchup.model_right,
            int(new.outcome),
            self._recording.ids.category_of_prompt(matchup.arena_id, matchup.prompt_id),
            matchup.prompt_id,
            matchup.voter,
            self._recording.now,
            exclusion=new.exclusion,
        )

    def appended(self, first_position: int) -> None:
        """See Submission."""
        for position, new in enumerate(self._new.values(), first_position):
            new.position = position

    @property
    def snapshot_positions(self) -> AbstractSet[int]:
        """See Submission."""
        return {new.position for new in self._new.values()}

    def close(self, folding: SnapshotFolding) -> Sequence[TableRows]:
        """See Submission: the matchups that were voted on, with their reveals."""
        for number, new in self._new.items():
            row = self._matchups[number].matchup
            snapshots = folding.snapshots_of(new.position, row.model_left, row.model_right)
            self._snapshots[number] = snapshots
            self._matchups[number] = self._matchups[number]._replace(
                matchup=self._closed(row, new, snapshots)
            )
        return [(matchups.save, [self._matchups[number].matchup for number in self._new])]

    def _closed(self, row: Matchup, new: _NewVote, snapshots: RatingSnapshots) -> Matchup:
        now = self._recording.now
        seen_at = row.dealt_at if row.shown_at is None else row.shown_at
        return row._replace(
            state=int(MatchupState.VOTED),
            closed_at=now,
            position=new.position,
            response_ms=max(0, now - seen_at) // 1_000,
            reveal=StoredReveal(new.outcome, new.exclusion, snapshots).pack(),
        )

    def answers(self) -> Mapping[int, VoteResult | ArenaError]:
        """See Submission."""
        return {number: self._answer(number, vote) for number, vote in self._votes.items()}

    def _answer(self, number: int, vote: MatchupVote) -> VoteResult | ArenaError:
        if number in self._refused:
            return self._refused[number]
        row = self._matchups[vote.matchup].matchup
        created = number not in self._repeated
        new = self._new.get(row.id)
        if new:
            return VoteResult(row, new.outcome, new.exclusion, self._snapshots[row.id], created)
        return VoteResult(row, *StoredReveal.unpack(row.reveal), created)
