"""Votes on matchups as they are recorded: each once, with a reveal that its voter can ask for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from service.arena.recording.appending import CastVote, Recording, ResolvedVote, Submission, VoteOperation
from service.arena.recording.before_after import RatingSnapshots
from service.arena.recording.reveals import Reveals, StoredReveal
from service.db.queries import matchups
from service.db.queries.live import turnouts
from service.db.queries.matchups import FoundMatchup, Matchup
from service.domain.limits.shares import Source, bounds
from service.domain.limits.turnouts import NO_LIMITS, Attempt, Judge, Limits
from service.domain.matchups import EXPIRY, MatchupState
from service.domain.votes import Exclusion, Outcome
from service.errors import AlreadyVoted, ArenaError, Forbidden, Gone, NotFound


@dataclass(frozen=True, slots=True)
class VoteResult:
    """A recorded vote with its reveal; ``created`` is False if the vote was recorded before.

    ``snapshots`` are None while the vote is not rated.
    """

    matchup: Matchup
    outcome: Outcome
    exclusion: Exclusion | None
    snapshots: RatingSnapshots | None
    created: bool


@dataclass(frozen=True, slots=True)
class MatchupVote(VoteOperation[VoteResult]):
    """A vote on a matchup of an arena, by the matchup's number. Without a voter, its own voter casts it.

    ``own`` has the ids of models whose votes the sender may not decide. ``seen`` says that the images were
    sent long enough before the vote, or that the sender answers for it. ``limits`` are those of the voter and
    its network.
    """

    arena_id: int
    matchup: int
    voter: int | None
    outcome: Outcome
    over_pace: bool = False
    own: frozenset[int] = frozenset()
    seen: bool = True
    limits: Limits = NO_LIMITS

    order = 1

    @property
    def votes(self) -> int:
        """See Operation."""
        return 1

    @classmethod
    def submission(cls, recording: Recording, operations: Mapping[int, Self]) -> Submission:
        """See VoteOperation."""
        return _MatchupVotes(recording, operations)


class _MatchupVotes(Submission):
    """The votes on matchups of one arena in one batch: looked up, resolved and closed together."""

    def __init__(self, recording: Recording, votes: Mapping[int, MatchupVote]) -> None:
        self._recording = recording
        self._votes = votes
        self._matchups: dict[int, FoundMatchup] = {}
        self._new: dict[int, StoredReveal] = {}
        self._refused: dict[int, ArenaError] = {}
        self._repeated: set[int] = set()

    def resolve(self) -> Sequence[ResolvedVote]:
        """See Submission."""
        session, arena, ids = self._recording.session, self._recording.arena, self._recording.ids
        found = matchups.of_ids(session, {vote.matchup for vote in self._votes.values()})
        self._matchups = {number: self._current(one) for number, one in found.items()}
        ids.learn_prompts(session, arena.id, {found.matchup.prompt_id for found in self._matchups.values()})
        self._learn_sizes()
        attempts = {i: one for i, vote in self._votes.items() if (one := self._attempt(vote)) is not None}
        judge = turnouts.judge_of(session, arena.id, list(attempts.values()))
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
            exclusion = self._exclusion_of(vote, attempts.get(number), judge)
            new = self._new[matchup.id] = StoredReveal(vote.outcome, exclusion)
            resolved.append(self._resolved(matchup, new))
        turnouts.add(session, arena.id, judge.changes())
        return resolved

    def _learn_sizes(self) -> None:
        """Learn how large the arena and the cells are that limited votes are in."""
        recording, arena = self._recording, self._recording.arena.id
        limited = [vote.matchup for vote in self._votes.values() if vote.limits != NO_LIMITS]
        known = [self._matchups[number].matchup for number in limited if number in self._matchups]
        categories = {
            recording.ids.category_of_prompt(arena, row.prompt_id) for row in known if row.arena_id == arena
        }
        if categories:
            recording.ids.sizes.learn(recording.session, arena, categories, recording.now)

    def _attempt(self, vote: MatchupVote) -> Attempt | None:
        """Return the vote as its limits see it; None if it has none, or its matchup is not of the arena."""
        found, recording = self._matchups.get(vote.matchup), self._recording
        if found is None or vote.limits == NO_LIMITS or found.matchup.arena_id != recording.arena.id:
            return None
        row = found.matchup
        if row.voter is None:
            return None
        category = recording.ids.category_of_prompt(row.arena_id, row.prompt_id)
        sizes = recording.ids.sizes.of(row.arena_id, category)
        models = (row.model_left, row.model_right)
        share = bounds(vote.limits, Source(row.voter, row.address), row.dealt_at, models, sizes)
        return Attempt.at(vote.limits, row.voter, row.address, row.dealt_at, recording.now, share)

    def _current(self, found: FoundMatchup) -> FoundMatchup:
        """Return the matchup with the models as they are now."""
        session, ids = self._recording.session, self._recording.ids
        sides = found.matchup.model_left, found.matchup.model_right
        left, right = (ids.current_model(session, model) for model in sides)
        if (left, right) == sides:
            return found
        return found._replace(matchup=found.matchup._replace(model_left=left, model_right=right))

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
        if matchup.model_left == matchup.model_right:
            raise Gone("the two models of this matchup are one model now; ask for another matchup")
        return matchup

    def _check_same(self, vote: MatchupVote, matchup: Matchup) -> None:
        new = self._new.get(matchup.id)
        outcome = new.outcome if new else StoredReveal.unpack(matchup.reveal).outcome
        if outcome != vote.outcome:
            raise AlreadyVoted(f"this matchup was voted on, and not as {vote.outcome.label}")

    def _exclusion_of(self, vote: MatchupVote, attempt: Attempt | None, judge: Judge) -> Exclusion | None:
        found = self._matchups[vote.matchup]
        reasons = (
            (found.withdrawn, Exclusion.DAMAGED_IMAGE),
            # Anyone who did not see it says nothing about their attention.
            (found.matchup.gold is not None and vote.seen, Exclusion.GOLD),
            (vote.own & {found.matchup.model_left, found.matchup.model_right}, Exclusion.OWN_MODEL),
            (found.repeated, Exclusion.REPEAT),
            (not vote.seen, Exclusion.UNSEEN),
            (vote.over_pace, Exclusion.RATE),
        )
        reason = next((reason for holds, reason in reasons if holds), None)
        if reason is not None:
            return reason
        return None if attempt is None else judge.judge(attempt)

    def _resolved(self, matchup: Matchup, new: StoredReveal) -> ResolvedVote:
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

    def cast(self) -> Sequence[CastVote]:
        """See Submission."""
        for number in self._new:
            found = self._matchups[number]
            self._matchups[number] = found._replace(matchup=self._closed(found.matchup))
        return [
            CastVote(number, self._matchups[matchup].matchup, new)
            for number, (matchup, new) in enumerate(self._new.items())
        ]

    def _closed(self, row: Matchup) -> Matchup:
        now = self._recording.now
        seen_at = row.dealt_at if row.shown_at is None else row.shown_at
        response_ms = max(0, now - seen_at) // 1_000
        return row._replace(state=int(MatchupState.VOTED), closed_at=now, response_ms=response_ms)

    def appended(self, first_position: int) -> None:
        """See Submission."""
        for position, number in enumerate(self._new, first_position):
            found = self._matchups[number]
            self._matchups[number] = found._replace(matchup=found.matchup._replace(position=position))

    @property
    def earlier_positions(self) -> Sequence[int]:
        """See Submission."""
        rows = [self._matchups[self._votes[number].matchup].matchup for number in self._repeated]
        return [row.position for row in rows if row.position is not None and _is_unrated(row)]

    @property
    def unrevealed_positions(self) -> Sequence[int]:
        """See Submission."""
        return self.earlier_positions

    def answers(self, reveals: Reveals | None) -> Mapping[int, VoteResult | ArenaError]:
        """See Submission."""
        return {number: self._answer(number, vote, reveals or {}) for number, vote in self._votes.items()}

    def _answer(self, number: int, vote: MatchupVote, reveals: Reveals) -> VoteResult | ArenaError:
        if number in self._refused:
            return self._refused[number]
        row = self._matchups[vote.matchup].matchup
        known = self._new.get(row.id) or StoredReveal.unpack(row.reveal)
        if known.snapshots is None and row.position is not None:
            known = reveals.get(row.position, known)
        return VoteResult(row, *known, created=number not in self._repeated)


def _is_unrated(row: Matchup) -> bool:
    return row.reveal is not None and StoredReveal.unpack(row.reveal).snapshots is None
