"""Matchups: what clients send to get one and to vote on it, and what they get back."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import polars as pl
from pydantic import Field

from service.domain.matchups import Reveal
from service.http.schemas.base import Moment, Out, Strict, Text

_Theme = Annotated[str, Text, Field(max_length=200)]
_Language = Annotated[str, Text, Field(max_length=100, description="A BCP 47 language tag.")]
_Voter = Annotated[
    str,
    Text,
    Field(
        min_length=1,
        max_length=200,
        description="Your own name for the voter. Needed with an API key, and not allowed without one.",
    ),
]


class DealIn(Strict):
    """What the matchup should be about. With ``after``, it is the one that follows an open matchup."""

    theme: _Theme | None = None
    language: _Language | None = None
    after: Annotated[str, Text, Field(max_length=100, description="The id of an open matchup.")] | None = None
    voter: _Voter | None = None
    proof: (
        Annotated[str, Text, Field(max_length=8_000, description="The solution of a challenge.")] | None
    ) = None


class CastIn(Strict):
    """The voter's choice between the two images."""

    outcome: Literal["left", "right", "tie", "both_bad"]
    voter: _Voter | None = None


class SkipIn(Strict):
    """Why the matchup is skipped.

    ``broken_image`` makes the service check both images. After ``unreadable``, a browser gets no more prompts
    in the language of this one.
    """

    reason: Annotated[str, Text, Field(max_length=200)] | None = None
    voter: _Voter | None = None


class SubjectOut(Out):
    """The prompt of a matchup."""

    text: str
    language: str | None
    themes: list[str]
    source_image_url: str | None


class PictureOut(Out):
    """One side: the URL of its image, and its size in pixels.

    ``small_url`` has the image for small screens, ``small_width`` pixels wide.
    """

    image_url: str
    width: int
    height: int
    small_url: str
    small_width: int


class MatchupOut(Out):
    """A matchup before the vote. Nothing in it reveals who made the images."""

    id: str
    arena: str
    prompt: SubjectOut
    left: PictureOut
    right: PictureOut
    expires_at: Moment


class StandingOut(Out):
    """An overall rating. ``rank`` is null while the model has too few votes."""

    mu: float
    sigma: float
    score: float
    rank: int | None


class RevealedOut(Out):
    """Who made one side, and what the vote did to its rating; null while the vote is not rated."""

    model: str
    name: str
    organization: str | None
    organization_name: str | None
    before: StandingOut | None
    after: StandingOut | None


class RevealOut(Out):
    """Who made the images. ``excluded`` says why the vote does not count; null if it counts.

    ``rated`` is false if the vote is stored and will be on the leaderboard shortly. Both sides are null if
    the arena does not tell yet: ``reveals_in`` is then the number of votes until it does, null for never.
    ``prompt_id`` is null then, too, and for prompts whose images are not public.
    """

    id: int
    position: int
    outcome: str
    left: RevealedOut | None
    right: RevealedOut | None
    undo_until: Moment
    excluded: str | None
    rated: bool
    reveals_in: int | None
    prompt_id: int | None

    @classmethod
    def of(cls, reveal: Reveal) -> Self:
        """Return a reveal as far as the arena tells it."""
        whole = cls.model_validate(reveal)
        nothing = {"left": None, "right": None, "prompt_id": None}
        return whole.model_copy(update=nothing) if reveal.hidden else whole


class AnsweredOut(Out):
    """A matchup and the one vote on it. Its `position` and `vote_id` are those of the vote in the log.

    `chosen` is the model that the vote is for; null for `tie` and `both_bad`. `probability` is that with
    which the pair was dealt. Votes that do not count are marked as they are in the log.
    """

    vote_id: int
    position: int
    prompt_id: int
    prompt: Annotated[str, Field(description="The text of the prompt.", examples=["A fox"])]
    themes: list[str]
    language: str | None
    model_left: str
    model_right: str
    outcome: Literal["left", "right", "tie", "both_bad"]
    chosen: Annotated[str | None, Field(examples=["photon-flash-1"])]
    probability: float
    voted_at: Moment
    voided_at: Moment | None
    void_reason: str | None


class AnsweredPageOut(Out):
    """Answered matchups, and the position of the last one (`after_position` without any)."""

    items: list[AnsweredOut]
    last_position: int

    @classmethod
    def of(cls, frame: pl.DataFrame, last_position: int) -> Self:
        """Return the shape of a part of the matchups."""
        return cls(
            items=[AnsweredOut.model_validate(row) for row in frame.to_dicts()], last_position=last_position
        )
