"""A voter's data: everything that is stored of a voter, in the contract's words.

Which models made the images of a matchup is said only once it was voted on, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.arena.access.visitors import Visitor
from service.arena.access.voters import code_of
from service.arena.integrity import networks
from service.arena.integrity.flags import Flag, State, flag_of
from service.arena.services import Services
from service.arena.voting.matchup_ids import MatchupRef
from service.db.engine import ReadSession
from service.db.queries import arenas, models, own_votes, prompt_categories, voters
from service.db.queries.live import turnouts
from service.db.queries.log import rankings
from service.db.queries.privacy import flagged, voter_data
from service.db.queries.privacy.voter_data import OwnMatchupRow
from service.db.queries.voters import FindVotes
from service.db.queries.votes import VoteRow
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.images import copy_url
from service.domain.matchups import MatchupState
from service.domain.rankings import Ranking
from service.domain.rate_limits import Limit
from service.domain.votes import Exclusion, VoteRef, outcome_label


@dataclass(frozen=True, slots=True)
class VoterVote:
    """A vote of the voter as the public log has it, with its arena, and why it does not count if so.

    The models are None while the arena does not tell the voter.
    """

    id: int
    arena: str
    position: int
    model_left: str | None
    model_right: str | None
    outcome: str
    themes: tuple[str, ...]
    language: str | None
    prompt_id: int | None
    voted_at: int
    external_id: str | None
    voided_at: int | None
    void_reason: str | None
    excluded: str | None
    models: tuple[str, ...] | None
    ranks: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class VoterPrompt:
    """The prompt of a matchup."""

    text: str
    language: str | None
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoterSide:
    """One side of a matchup that was voted on; ``image_url`` is None if the image was withdrawn."""

    model: str
    image_url: str | None


@dataclass(frozen=True, slots=True)
class VoterMatchup:
    """A matchup that was assigned to the voter. ``network`` is the hash of the network, None once erased.

    So are ``assigned_at`` and ``response_ms``. ``vote`` is the id of the vote; both sides are None without
    one.
    """

    id: str
    arena: str
    prompt_id: int
    prompt: VoterPrompt
    state: str
    assigned_at: int | None
    shown_at: int | None
    closed_at: int | None
    response_ms: int | None
    network: str | None
    vote: int | None
    left: VoterSide | None
    right: VoterSide | None


@dataclass(frozen=True, slots=True)
class VoterLimit:
    """A rate limit that the voter has used, and when nothing of it is used any more."""

    limit: str
    full_at: int


@dataclass(frozen=True, slots=True)
class VoterTurnout:
    """How many of the voter's votes in an arena were up to a day's limit, and how many of them count."""

    arena: str
    day: str
    votes: int
    counted: int


@dataclass(frozen=True, slots=True)
class VoterFlag:
    """A flag about the voter: its kind, the evidence, how many votes it is about, and what was decided."""

    arena: str
    kind: str
    evidence: str
    votes: int
    state: str
    created_at: int


@dataclass(frozen=True, slots=True)
class VoterData:
    """Everything that is stored of a voter; ``voter`` is the code."""

    voter: str
    exported_at: int
    votes: list[VoterVote]
    matchups: list[VoterMatchup]
    rate_limits: list[VoterLimit]
    turnouts: list[VoterTurnout]
    flags: list[VoterFlag]

    @property
    def empty(self) -> bool:
        """Whether nothing is stored."""
        return not (self.votes or self.matchups or self.rate_limits or self.flags)


async def export_own(services: Services, visitor: Visitor) -> VoterData:
    """Return a visitor's own data. Raise TooMany."""
    await services.access.rate_limits.check_visitor(visitor, "data")
    return await services.database.read(_of_own, services.secret, visitor.voter)


def _of_own(session: ReadSession, secret: bytes, voter: int) -> VoterData:
    """Return a voter's data without what the arenas do not tell the voter yet.

    That is, which models they voted on, and flags before anybody has decided: a warning at that moment would
    tell those who rig an arena when to stop. An operator's export has them.
    """
    data = of_voter(session, secret, voter, voters.positions_by_matchups)
    silent = {arena.slug: arena for arena in arenas.every(session) if arena.reveal_after != 1}
    last = {
        slug: own_votes.revealed(session, voter, arena.id, arena.reveal_after).last
        for slug, arena in silent.items()
    }
    hidden = {vote.id for vote in data.votes if vote.position > last.get(vote.arena, vote.position)}
    return replace(
        data,
        votes=[
            replace(vote, model_left=None, model_right=None) if vote.id in hidden else vote
            for vote in data.votes
        ],
        matchups=[
            replace(matchup, left=None, right=None) if matchup.vote in hidden else matchup
            for matchup in data.matchups
        ],
        flags=[flag for flag in data.flags if flag.state != State.OPEN],
    )


def of_voter(
    session: ReadSession, secret: bytes, voter: int, find: FindVotes = voters.positions
) -> VoterData:
    """Return the data of a voter, with the votes that ``find`` finds."""
    slugs = {arena.id: arena.slug for arena in arenas.every(session)}
    found = find(session, voter)
    rows = voter_data.matchups_of(session, voter)
    categories = {
        arena_id: prompt_categories.of_arena(session, arena_id)
        for arena_id in found.keys() | {row.arena_id for row in rows}
    }
    return VoterData(
        code_of(voter),
        clock.now(),
        [
            vote
            for arena_id in sorted(found)
            for vote in _votes(session, arena_id, found[arena_id], slugs[arena_id], categories[arena_id])
        ],
        [_matchup(secret, row, categories[row.arena_id]) for row in rows],
        [
            VoterLimit(Limit(row.kind).name.lower(), row.full_at)
            for row in voter_data.allowances_of(session, voter)
        ],
        [
            VoterTurnout(slugs[arena_id], clock.day_text(key.period), turnout.total, turnout.counted)
            for arena_id, key, turnout in turnouts.of_voter(session, voter)
        ],
        [_flag(flag_of(row), slugs[row.arena_id]) for row in flagged.of_voter(session, voter)],
    )


def _flag(flag: Flag, arena: str) -> VoterFlag:
    return VoterFlag(arena, flag.kind, flag.sentence, flag.votes, flag.state.value, flag.created_at)


def _votes(
    session: ReadSession,
    arena_id: int,
    positions: Sequence[int],
    arena: str,
    categories: Mapping[int, PromptCategory],
) -> list[VoterVote]:
    rows, names = voter_data.votes_at(session, arena_id, positions), models.slugs(session)
    ranked = rankings.of_votes(session, arena_id, rows)
    return [_vote(row, arena, categories, names, ranked.get(row.position)) for row in rows]


def _vote(
    row: VoteRow,
    arena: str,
    categories: Mapping[int, PromptCategory],
    names: Mapping[int, str],
    ranking: Ranking[int] | None,
) -> VoterVote:
    category = categories[row.stratum_id]
    return VoterVote(
        id=VoteRef(row.arena_id, row.position).id,
        arena=arena,
        position=row.position,
        model_left=names[row.model_left],
        model_right=names[row.model_right],
        outcome=outcome_label(row.outcome),
        themes=category.themes,
        language=category.language or None,
        prompt_id=row.prompt_id,
        voted_at=row.voted_at,
        external_id=row.external_id,
        voided_at=row.voided_at,
        void_reason=row.void_reason,
        excluded=None if row.exclusion is None else Exclusion(row.exclusion).label,
        models=ranking.named(names).models if ranking else None,
        ranks=ranking.ranks if ranking else None,
    )


def _matchup(secret: bytes, row: OwnMatchupRow, categories: Mapping[int, PromptCategory]) -> VoterMatchup:
    category = categories[row.stratum_id]
    voted = row.position is not None
    # After the retention period, the time of the vote stands in its place.
    erased = voted and row.response_ms is None
    return VoterMatchup(
        id=MatchupRef(row.id, row.arena_id, named=False).text(secret),
        arena=row.arena,
        prompt_id=row.prompt_id,
        prompt=VoterPrompt(row.prompt, category.language or None, category.themes),
        state=MatchupState(row.state).name.lower(),
        assigned_at=None if erased else row.dealt_at,
        shown_at=row.shown_at,
        closed_at=row.closed_at,
        response_ms=row.response_ms,
        network=None if row.address is None else networks.text_of(row.address),
        vote=None if row.position is None else VoteRef(row.arena_id, row.position).id,
        left=_side(row.left_model, row.left_copy, row.left_withdrawn_at) if voted else None,
        right=_side(row.right_model, row.right_copy, row.right_withdrawn_at) if voted else None,
    )


def _side(model: str, copy: bytes, withdrawn_at: int | None) -> VoterSide:
    return VoterSide(model, None if withdrawn_at is not None else copy_url(copy))
