"""Vote batches: the votes that another system reports in one request, by the names it knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from service.arena.recording.appending import Recording, ResolvedVote, Submission, VoteOperation
from service.arena.recording.idempotency import Once, recall, remember
from service.arena.recording.reveals import Reveals
from service.arena.recording.vote_contents import VoteContent, difference, stored
from service.db.queries import models
from service.db.queries.log import identified, rankings
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.rankings import Ranking
from service.domain.votes import Ballot, Exclusion, Receipt, Rejection, VoteRef
from service.errors import Invalid

# A client's clock may run a little ahead of the server's; a vote from next week is a mistake.
FUTURE_MICROSECONDS = 300_000_000


@dataclass(frozen=True, slots=True)
class VoteBatch(VoteOperation[Receipt]):
    """The ballots of one request for one arena; all of them, or none, are recorded.

    A ballot that was already refused is given as its Rejection, which the receipt repeats. ``own`` has the
    ids of models whose votes the sender may not decide: votes on them are stored and do not count.
    """

    arena_id: int
    ballots: Sequence[Ballot | Rejection]
    once: Once | None = None
    own: frozenset[int] = frozenset()

    order = 0

    @property
    def votes(self) -> int:
        """See Operation."""
        return len(self.ballots)

    @property
    def is_plain(self) -> bool:
        """See Operation. Keys and rankings are stored in other tables."""
        return self.once is None and not any(
            isinstance(one, Ballot) and one.ranking is not None for one in self.ballots
        )

    @classmethod
    def submission(cls, recording: Recording, operations: Mapping[int, Self]) -> Submission:
        """See VoteOperation."""
        return _ReportedVotes(recording, operations)


@dataclass(slots=True)
class _Tally:
    """What became of the ballots of one batch."""

    batch: VoteBatch
    accepted: int
    duplicates: int
    rejected: list[Rejection]

    def receipt(self, first_position: int) -> Receipt:
        """Return the receipt, given the position of the first accepted ballot."""
        last = first_position + self.accepted - 1
        span = (first_position, last) if self.accepted else (None, None)
        return Receipt(self.accepted, self.duplicates, tuple(self.rejected), *span)


class _ReportedVotes(Submission):
    """The vote batches on one arena, less those whose idempotency key was answered before."""

    def __init__(self, recording: Recording, batches: Mapping[int, VoteBatch]) -> None:
        self._recording = recording
        self._receipts: dict[int, Receipt] = {
            i: receipt
            for i, batch in batches.items()
            if batch.once and (receipt := recall(recording.session, batch.once))
        }
        self._new = {i: batch for i, batch in batches.items() if i not in self._receipts}
        self._tallies: dict[int, _Tally] = {}

    @property
    def is_answered(self) -> bool:
        """See Submission."""
        return not self._new

    def resolve(self) -> Sequence[ResolvedVote]:
        """See Submission."""
        resolver = _Resolver(self._recording, [one for batch in self._new.values() for one in batch.ballots])
        resolved: list[ResolvedVote] = []
        for i, batch in self._new.items():
            before = len(resolved)
            tally = self._tallies[i] = _Tally(batch, 0, 0, [])
            for index, ballot in enumerate(batch.ballots):
                if isinstance(ballot, Rejection):
                    tally.rejected.append(ballot)
                    continue
                try:
                    if resolver.is_duplicate(ballot):
                        tally.duplicates += 1
                    else:
                        resolved.append(resolver.resolve(ballot, batch.own))
                except Invalid as error:
                    tally.rejected.append(Rejection(index, error.detail))
            tally.accepted = len(resolved) - before
        return resolved

    def appended(self, first_position: int) -> None:
        """See Submission."""
        for i, tally in self._tallies.items():
            receipt = self._receipts[i] = tally.receipt(first_position)
            first_position += tally.accepted
            if tally.batch.once:
                remember(self._recording.session, tally.batch.once, receipt)

    @property
    def earlier_positions(self) -> Sequence[int]:
        """See Submission."""
        return [one.last_position for one in self._receipts.values() if one.last_position is not None]

    def answers(self, reveals: Reveals | None) -> Mapping[int, Receipt]:
        """See Submission."""
        if reveals is not None:
            return self._receipts
        return {i: replace(receipt, rated=False) for i, receipt in self._receipts.items()}


def retired_model(name: str) -> str:
    """Return why an arena whose policy is to refuse votes on retired models refuses one."""
    return f"the model {name!r} is retired, and the arena refuses votes on retired models"


class _Resolver:
    """Finds the ids behind the names of ballots on one arena, and the ballots that came before."""

    def __init__(self, recording: Recording, ballots: Iterable[Ballot | Rejection]) -> None:
        self._session = recording.session
        self._arena_id = recording.arena.id
        self._policy = recording.arena.retired_models
        self._ids = recording.ids
        self._now = recording.now
        good = [ballot for ballot in ballots if isinstance(ballot, Ballot)]
        self._ids.learn_models(self._session, {slug for ballot in good for slug in ballot.models})
        self._ids.learn_categories(self._session, self._arena_id)
        self._retired = self._refused_models(good)
        self._ids.learn_prompts(
            self._session, self._arena_id, [b.prompt_id for b in good if b.prompt_id is not None]
        )
        names = [ballot.external_id for ballot in good if ballot.external_id is not None]
        found = identified.contents(self._session, self._arena_id, names) if names else []
        self._ranked = rankings.of_votes(self._session, self._arena_id, found)
        self._stored = {row.external_id: row for row in found}
        self._sent: dict[str, Ballot] = {}

    def is_duplicate(self, ballot: Ballot) -> bool:
        """Return whether the log has, or is about to get, this vote; raise Invalid if its id is another's."""
        if ballot.external_id is None:
            return False
        if known := self._stored.get(ballot.external_id):
            content = stored(known, self._ranked.get(known.position))
            owner = f"vote {VoteRef(self._arena_id, known.position).id}"
        elif sent := self._sent.get(ballot.external_id):
            content, owner = self._content(sent), "another vote sent just before"
        else:
            return False
        other = difference(content, self._content(ballot))
        if other:
            raise Invalid(f"external_id {ballot.external_id!r} belongs to {owner}, which has {other}")
        return True

    def _content(self, ballot: Ballot) -> VoteContent:
        return VoteContent(
            self._model(ballot.model_left),
            self._model(ballot.model_right),
            int(ballot.outcome),
            self._ids.with_slugs(self._session, self._arena_id, ballot.category).themes,
            ballot.category.language,
            ballot.prompt,
            ballot.prompt_id,
            ballot.voter,
            ballot.voted_at,
            self._ranking(ballot),
        )

    def _ranking(self, ballot: Ballot) -> Ranking[int] | None:
        if ballot.ranking is None:
            return None
        return Ranking(tuple(map(self._model, ballot.models)), ballot.ranking[1])

    def resolve(self, ballot: Ballot, own: frozenset[int]) -> ResolvedVote:
        """Return the vote of a ballot, excluded if it is on an own model; raise Invalid if it is wrong."""
        left, right = self._model(ballot.model_left), self._model(ballot.model_right)
        ranking = self._ranking(ballot)
        compared = (left, right) if ranking is None else ranking.models
        if self._retired and (refused := self._retired.intersection(compared)):
            raise Invalid(retired_model(next(slug for slug in ballot.models if self._model(slug) in refused)))
        if left == right:
            raise Invalid("model_left and model_right are the same model; a vote compares two")
        if len(set(compared)) < len(compared):
            raise Invalid("two models of the ranking are one model here")
        voted_at = self._now if ballot.voted_at is None else ballot.voted_at
        if voted_at > self._now + FUTURE_MICROSECONDS:
            raise Invalid(f"voted_at {clock.to_text(voted_at)} lies in the future")
        prompt_id, category_id = self._prompt(ballot)
        if ballot.external_id is not None:
            self._sent[ballot.external_id] = ballot
        return ResolvedVote(
            left,
            right,
            int(ballot.outcome),
            category_id,
            prompt_id,
            ballot.voter,
            voted_at,
            ballot.external_id,
            Exclusion.OWN_MODEL if own and own.intersection(compared) else None,
            ballot.voted_at is not None,
            ranking,
        )

    def _refused_models(self, ballots: Iterable[Ballot]) -> set[int]:
        """Return the ids of the models on which the arena refuses votes."""
        if self._policy != "refuse":
            return set()
        known = self._ids.models
        return models.retired(
            self._session, {known[slug] for ballot in ballots for slug in ballot.models if slug in known}
        )

    def _model(self, slug: str) -> int:
        model_id = self._ids.models.get(slug)
        if model_id is None:
            raise Invalid(f"there is no model {slug!r}; create it first with POST /api/v1/models")
        return model_id

    def _prompt(self, ballot: Ballot) -> tuple[int | None, int]:
        """Return the ids of the ballot's prompt, None if it names none, and of the prompt's category."""
        if ballot.prompt is not None:
            return self._ids.prompt(self._session, self._arena_id, ballot.prompt, ballot.category)
        if ballot.prompt_id is None:
            return None, self._ids.category(self._session, self._arena_id, ballot.category)
        category_id = self._ids.category_of_prompt(self._arena_id, ballot.prompt_id)
        if ballot.category != PromptCategory() and category_id != self._ids.find_category(
            self._session, self._arena_id, ballot.category
        ):
            raise Invalid(
                f"prompt {ballot.prompt_id} has other themes or another language than the vote says; "
                "leave them out of a vote that names its prompt"
            )
        return ballot.prompt_id, category_id
