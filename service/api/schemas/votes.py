"""Votes: what clients report, and what they get back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from service.arena.votes.votes import Reported
from service.domain.rankings import FEWEST, MOST
from service.http.schemas.base import Out, Query, Strict, Text, Time
from service.http.schemas.tables import TableQuery

MAX_VOTES = 10_000
MAX_ID = (1 << 31) - 1

_PAIR = ("model_left", "model_right", "outcome")

Slug = Annotated[str, Text, Field(min_length=1, max_length=100)]
Name = Annotated[str, Text, Field(min_length=1, max_length=200)]
Themes = Annotated[list[Name], Field(max_length=16)]
LanguageTag = Annotated[str, Text, Field(max_length=100, description="A BCP 47 language tag.")]


class PromptIn(Strict):
    """A prompt, identified by its text, themes and language. It is stored if it is new."""

    text: Annotated[str, Text, Field(min_length=1, max_length=10_000)]
    language: LanguageTag | None = None
    themes: Themes | None = None


class VoteIn(Strict):
    """One vote, with ``prompt`` or ``prompt_id`` or neither.

    It compares `model_left` with `model_right` and has an `outcome`, or it ranks `models`, best first, or in
    any order with `ranks`. Themes and language belong to the prompt; give them on the vote only if it has no
    prompt.
    """

    model_left: Slug | None = None
    model_right: Slug | None = None
    outcome: Literal["left", "right", "tie", "both_bad"] | None = None
    models: Annotated[list[Slug], Field(min_length=FEWEST, max_length=MOST)] | None = None
    ranks: (
        Annotated[
            list[Annotated[float, Field(allow_inf_nan=False)]],
            Field(
                min_length=FEWEST,
                max_length=MOST,
                description="One for each of the models: lower is better, equal is level. Default: 1, 2, 3 …",
            ),
        ]
        | None
    ) = None
    voter: Name | None = None
    prompt: PromptIn | None = None
    prompt_id: Annotated[int, Field(ge=1, le=MAX_ID)] | None = None
    language: LanguageTag | None = None
    themes: Themes | None = None
    voted_at: Time | None = None
    external_id: Name | None = None

    @model_validator(mode="after")
    def _pair_or_ranking(self) -> Self:
        if (
            self.models is None
            and self.ranks is None
            and self.outcome
            and self.model_left
            and self.model_right
        ):
            return self
        pair = [name for name in _PAIR if getattr(self, name) is not None]
        if self.models is None:
            if self.ranks is not None:
                raise ValueError("ranks need models")
            if missing := [name for name in _PAIR if name not in pair]:
                raise ValueError(f"{missing[0]} is missing; a vote has {', '.join(_PAIR)}, or models")
        elif pair:
            raise ValueError(f"give {pair[0]} or models, not both")
        return self

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.prompt is None:
            return self
        if self.prompt_id is not None:
            raise ValueError("give prompt or prompt_id, not both")
        for name in ("language", "themes"):
            own, of_prompt = getattr(self, name), getattr(self.prompt, name)
            if own is not None and of_prompt is not None and own != of_prompt:
                raise ValueError(f"{name} and prompt.{name} contradict each other; give one of them")
            if own is None:
                setattr(self, name, of_prompt)
        return self

    def reported(self) -> Reported:
        """Return the vote for the use case."""
        return Reported(
            self.model_left or "",
            self.model_right or "",
            self.outcome or "",
            self.voter,
            self.prompt.text if self.prompt else None,
            self.prompt_id,
            self.language,
            self.themes,
            self.voted_at,
            self.external_id,
            self.models,
            self.ranks,
        )


class VotesIn(Strict):
    """Votes reported by another system."""

    votes: Annotated[list[VoteIn], Field(min_length=1, max_length=MAX_VOTES)]


class RejectionOut(Out):
    """A rejected vote: its index in the request, and the reason."""

    index: int
    detail: str


class ReceiptOut(Out):
    """What happened to the votes. The positions are those of the first and the last accepted vote.

    `rated` is false if the votes are stored and will be on the leaderboard shortly.
    """

    accepted: int
    duplicates: int
    rejected: list[RejectionOut]
    first_position: int | None
    last_position: int | None
    rated: bool


class VoteOut(Out):
    """A vote in the log. It does not say who cast it.

    Votes of one voter have the same `voter_number` within a release; it is null where the voter is not known,
    and for void votes. `probability` is that with which the pair of models was dealt; it is null for votes
    that were not cast on a matchup.

    `models`, best first, and their `ranks` are those of an `outcome` that is `ranked`; others have null.
    """

    id: int
    position: int
    model_left: str
    model_right: str
    outcome: str
    themes: list[str]
    language: str | None
    prompt_id: int | None
    voted_at: str
    external_id: str | None
    voided_at: str | None
    void_reason: str | None
    models: list[str] | None
    ranks: list[int] | None
    voter_number: int | None
    probability: float | None


class LogOut(Out):
    """Part of the log, and the position of its last vote (or `after_position` if the part is empty).

    `voter_number`s are those of a `release`: the month (UTC) of the log's newest vote.
    """

    items: list[VoteOut]
    last_position: int
    release: str

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, object]], after_position: int, release: str) -> Self:
        """Return rows of the log, which were read after a position."""
        last = rows[-1]["position"] if rows else after_position
        return cls.model_validate({"items": rows, "last_position": last, "release": release})


class LogQuery(TableQuery):
    """Which part of the log to return, and in which format. A table without `limit` is complete."""

    after_position: Annotated[int, Field(ge=0, le=1 << 40, description="Votes after this position.")] = 0
    limit: Annotated[int, Field(ge=1, le=MAX_VOTES, description="The maximum number of votes.")] = 1_000


class VoidQuery(Query):
    """Why the vote is voided. The reason is stored with it."""

    reason: Annotated[str, Text, Field(min_length=1, max_length=200)] = "voided by an administrator"
