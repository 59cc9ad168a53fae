"""A voter's data as JSON."""

from __future__ import annotations

from service.http.schemas.base import Moment, Out


class VoterVoteOut(Out):
    """A vote as in the public log, with its arena, and why it does not count; null if it counts.

    The models are null while the arena does not tell the voter.
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
    voted_at: Moment
    external_id: str | None
    voided_at: Moment | None
    void_reason: str | None
    excluded: str | None
    models: tuple[str, ...] | None
    ranks: tuple[int, ...] | None


class VoterPromptOut(Out):
    """The prompt of a matchup."""

    text: str
    language: str | None
    themes: tuple[str, ...]


class VoterSideOut(Out):
    """One side of a matchup that was voted on."""

    model: str
    image_url: str | None


class VoterMatchupOut(Out):
    """A matchup that was assigned to the voter. Only one with a vote says who made the images."""

    id: str
    arena: str
    prompt_id: int
    prompt: VoterPromptOut
    state: str
    assigned_at: Moment | None
    shown_at: Moment | None
    closed_at: Moment | None
    response_ms: int | None
    network: str | None
    vote: int | None
    left: VoterSideOut | None
    right: VoterSideOut | None


class VoterLimitOut(Out):
    """A rate limit that the voter has used."""

    limit: str
    full_at: Moment


class VoterTurnoutOut(Out):
    """How many of the voter's votes in an arena were up to a day's limit, and how many of them count."""

    arena: str
    day: str
    votes: int
    counted: int


class VoterFlagOut(Out):
    """A flag about the voter, with the evidence in words, and what was decided."""

    arena: str
    kind: str
    evidence: str
    votes: int
    state: str
    created_at: Moment


class VoterDataOut(Out):
    """Everything that is stored of a voter."""

    voter: str
    exported_at: Moment
    votes: list[VoterVoteOut]
    matchups: list[VoterMatchupOut]
    rate_limits: list[VoterLimitOut]
    turnouts: list[VoterTurnoutOut]
    flags: list[VoterFlagOut]
