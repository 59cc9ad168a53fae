"""Matchups as clients ask for them and vote on them, and what they are told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from service.http.schemas.base import Moment, Strict, Text

_Theme = Annotated[str, Text, Field(max_length=200)]
_Language = Annotated[str, Text, Field(max_length=100)]
_Voter = Annotated[
    str,
    Text,
    Field(min_length=1, max_length=200, description="Who votes, by any name of yours; with a key only."),
]


class DealIn(Strict):
    """What the matchup should be about; with ``after`` it is the one that will follow the open one."""

    theme: _Theme | None = None
    language: _Language | None = None
    after: Annotated[str, Text, Field(max_length=100, description="The id of the open matchup.")] | None = (
        None
    )
    voter: _Voter | None = None


class CastIn(Strict):
    """What the voter says of the two images."""

    outcome: Literal["left", "right", "tie", "both_bad"]
    voter: _Voter | None = None


class SkipIn(Strict):
    """Why the matchup is skipped; ``broken_image`` makes the service look at both images."""

    reason: Annotated[str, Text, Field(max_length=200)] | None = None
    voter: _Voter | None = None


class SubjectOut(BaseModel):
    """The prompt of a matchup."""

    text: str
    language: str | None
    themes: list[str]
    source_image_url: str | None


class PictureOut(BaseModel):
    """One side: where its image is, and the size in which it comes."""

    image_url: str
    width: int
    height: int


class MatchupOut(BaseModel):
    """A matchup before the vote: nothing of it tells who made the images."""

    id: str
    arena: str
    prompt: SubjectOut
    left: PictureOut
    right: PictureOut
    expires_at: Moment


class StandingOut(BaseModel):
    """An overall rating; ``rank`` is null while the model has too few votes."""

    mu: float
    sigma: float
    score: float
    rank: int | None


class RevealedOut(BaseModel):
    """Who made one side, and what the vote did to its rating."""

    model: str
    name: str
    organization: str | None
    organization_name: str | None
    before: StandingOut
    after: StandingOut


class RevealOut(BaseModel):
    """What the images were. ``excluded`` is why the vote does not count, null where it does."""

    id: int
    position: int
    outcome: str
    left: RevealedOut
    right: RevealedOut
    undo_until: Moment
    excluded: str | None
