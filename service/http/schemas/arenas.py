"""Arenas and their prompts, as clients send and receive them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self, cast

from pydantic import AfterValidator, Field, StringConstraints

from service.arena.catalog.arenas import DEFAULT_TASK, RATING_RANGES, ArenaFields, method_version
from service.domain.arenas import (
    EXAMPLE_SHARE,
    MAX_LANGUAGES,
    MAX_PUBLISH_AFTER,
    MAX_QUESTION,
    MAX_REVEAL_AFTER,
    MAX_TARGET,
    REVEAL_AFTER,
    Arena,
)
from service.domain.axes import MAX_THEMES
from service.domain.branding.colors import COLOR_PATTERN
from service.domain.branding.targets import MAX_TARGETS
from service.domain.catalog import MAX_PROMPT
from service.domain.controls.dealing import GOLD_SHARE, MAX_GOLD_SHARE, MAX_REPEAT_SHARE, REPEAT_SHARE
from service.domain.paging import Listing
from service.http.schemas.base import SOURCE_PATTERN, LeftOut, LongText, Moment, Name, Out, Slug, Strict, Text
from service.http.schemas.catalog import NO_RENAMING, sent_fields

BothBad = Literal["tie", "ignore"]
Matchmaking = Literal["informative", "uniform"]
Acknowledge = Annotated[
    Literal["rated", "stored"],
    Field(description="Whether a vote is answered once it is rated, or as soon as it is stored."),
]
RetiredModels = Annotated[
    Literal["count", "refuse"],
    Field(description="Whether votes that are reported on retired models count or are refused."),
]
PricePerVote = Annotated[
    float | None,
    Field(ge=0, le=1_000_000, description="What a vote costs in US dollars; null if it is not known."),
]
OnEvidence = Annotated[
    Literal["hold", "flag"],
    Field(
        description="Whether votes are held at once on strong evidence that somebody rigs the arena, or only "
        "flagged for review."
    ),
]
RevealAfter = Annotated[
    int,
    Field(
        ge=0,
        le=MAX_REVEAL_AFTER,
        description="After how many votes voters are told which models they were on; 1 is after each vote, "
        "0 is never.",
    ),
]
ExampleShare = Annotated[
    int,
    Field(
        ge=0,
        le=100,
        description="The percentage of prompts whose images are shown as examples to everybody. They are "
        "dealt less often.",
    ),
]
GoldShare = Annotated[
    int,
    Field(
        ge=0,
        le=MAX_GOLD_SHARE,
        description="The percentage of matchups that are gold pairs, as far as any were chosen. Votes on "
        "them do not count.",
    ),
]
RepeatShare = Annotated[
    int,
    Field(
        ge=0,
        le=MAX_REPEAT_SHARE,
        description="The percentage of matchups that show a voter a pair again, with the sides swapped. "
        "Votes on them do not count.",
    ),
]

Challenge = Annotated[
    Literal["never", "work", "turnstile", "hcaptcha"],
    Field(
        description="What visitors have to solve once their network was dealt many matchups in a day: "
        "nothing, work for the browser, or a CAPTCHA whose keys the service has."
    ),
]
PublishAfter = Annotated[
    int,
    Field(
        ge=0,
        le=MAX_PUBLISH_AFTER,
        description="How many seconds later than they arrive votes are published, so that they can be "
        "reviewed before; 0 is at once, and publishes all that wait.",
    ),
]
VotingQuestion = Annotated[
    str,
    Text,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION),
    Field(description="What voters are asked; null for “Which image is better?”."),
]
TargetVotes = Annotated[
    int,
    Field(ge=1, le=MAX_TARGET, description="How many votes the arena is to get; null without a target."),
]


def _color(value: str) -> str:
    if not re.fullmatch(COLOR_PATTERN, value):
        raise ValueError("must be a color with six hexadecimal digits, such as #0b7a75")
    return value.lower()


Accent = Annotated[
    str,
    AfterValidator(_color),
    Field(
        description="The color of links and buttons on the arena's pages; null for the site's. Where it is "
        "hard to read, pages use the nearest shade that is not.",
        examples=["#0b7a75"],
        json_schema_extra={"pattern": COLOR_PATTERN},
    ),
]
VotingLanguages = Annotated[
    list[Annotated[str, Text, Field(max_length=100)]],
    Field(
        max_length=MAX_LANGUAGES,
        description="BCP 47 tags. Voters are only dealt prompts in these languages, and those without one; "
        "an empty list is all languages. Votes that were cast stay.",
        examples=[["en", "ja"]],
    ),
]

_NEEDS_RECOUNT = (
    "cannot be changed here, because every rating depends on it; run `arena recount` with the new value"
)


def _range(name: str) -> Any:
    low, high = RATING_RANGES[name]
    return Field(ge=low, le=high)


class RatingIn(Strict):
    """Parameters of the rating. Those left out have their default values."""

    mu: Annotated[float, _range("mu")] = 25.0
    sigma: Annotated[float, _range("sigma")] = 25.0 / 3.0
    beta: Annotated[float, _range("beta")] = 25.0 / 6.0
    tau: Annotated[float, _range("tau")] = 0.0
    draw_probability: Annotated[float, _range("draw_probability")] = 0.1


class TargetIn(Strict):
    """How many votes the prompts of a theme, of a language, or of a theme in a language are to get."""

    theme: Annotated[str, Text, Field(max_length=200, examples=["typography"])] | None = None
    language: Annotated[str, Text, Field(max_length=100, examples=["ja"])] | None = None
    votes: Annotated[int, Field(ge=1, le=MAX_TARGET, examples=[500])]


Targets = Annotated[
    list[TargetIn],
    Field(max_length=MAX_TARGETS, description="How many votes axes are to get; `/admin` shows the progress."),
]


class ArenaDescription(Strict):
    """Fields of an arena that can change later."""

    description: LongText | None = None
    voting_question: VotingQuestion | None = None
    target_votes: TargetVotes | None = None
    accent: Accent | None = None

    def fields(self) -> ArenaFields:
        """Return the fields for the use case."""
        return cast("ArenaFields", sent_fields(self, "rating", "both_bad"))


class NewArena(ArenaDescription):
    """A new arena."""

    slug: Slug
    name: Name
    task: Slug = DEFAULT_TASK
    rating: RatingIn = RatingIn()
    both_bad: Annotated[BothBad, Field(description="Whether `both_bad` is rated as a draw or ignored.")] = (
        "tie"
    )
    matchmaking: Matchmaking = "informative"
    acknowledge: Acknowledge = "rated"
    retired_models: RetiredModels = "count"
    price_per_vote: PricePerVote = None
    on_evidence: OnEvidence = "hold"
    reveal_after: RevealAfter = REVEAL_AFTER
    example_share: ExampleShare = EXAMPLE_SHARE
    gold_share: GoldShare = GOLD_SHARE
    repeat_share: RepeatShare = REPEAT_SHARE
    challenge: Challenge = "never"
    publish_after: PublishAfter = 0
    voting_languages: VotingLanguages = Field(default_factory=list)
    targets: Targets = Field(default_factory=list)


class ArenaPatch(ArenaDescription):
    """Changes to an arena. Fields left out stay as they are."""

    refusals: ClassVar[Mapping[str, str]] = {
        **NO_RENAMING,
        "rating": _NEEDS_RECOUNT,
        "both_bad": _NEEDS_RECOUNT,
    }

    name: Name = LeftOut
    task: Slug = LeftOut
    matchmaking: Matchmaking = LeftOut
    acknowledge: Acknowledge = LeftOut
    retired_models: RetiredModels = LeftOut
    price_per_vote: PricePerVote = LeftOut
    on_evidence: OnEvidence = LeftOut
    reveal_after: RevealAfter = LeftOut
    example_share: ExampleShare = LeftOut
    gold_share: GoldShare = LeftOut
    repeat_share: RepeatShare = LeftOut
    challenge: Challenge = LeftOut
    publish_after: PublishAfter = LeftOut
    voting_languages: VotingLanguages = LeftOut
    targets: Targets = LeftOut
    retired: bool = LeftOut


class RatingOut(Out):
    """The parameters of the rating."""

    mu: float
    sigma: float
    beta: float
    tau: float
    draw_probability: float


class TargetOut(Out):
    """How many votes an axis is to get."""

    theme: str | None
    language: str | None
    votes: int


class ArenaOut(Out):
    """An arena and the state of its log.

    ``votes`` counts all recorded votes, including voided ones. The demo, not people, made the first
    ``simulated_votes`` of them.
    """

    slug: str
    name: str
    task: str
    description: str | None
    rating: RatingOut
    both_bad: BothBad
    matchmaking: Matchmaking
    acknowledge: Acknowledge
    retired_models: RetiredModels
    price_per_vote: float | None
    on_evidence: OnEvidence
    reveal_after: int
    example_share: int
    gold_share: int
    repeat_share: int
    challenge: Challenge
    publish_after: int
    voting_question: str | None
    target_votes: int | None
    accent: str | None
    logo_url: str | None
    voting_languages: list[str]
    targets: list[TargetOut]
    method_version: str
    votes: int
    simulated_votes: int
    revision: int
    rated_at: Moment
    created_at: Moment
    retired_at: Moment | None

    @classmethod
    def of(cls, arena: Arena) -> Self:
        """Return an arena."""
        return cls(
            slug=arena.slug,
            name=arena.name,
            task=arena.task,
            description=arena.description,
            rating=RatingOut.model_validate(arena),
            both_bad=cast("BothBad", arena.both_bad),
            matchmaking=cast("Matchmaking", arena.matchmaking),
            acknowledge=cast("Acknowledge", arena.acknowledge),
            retired_models=cast("RetiredModels", arena.retired_models),
            price_per_vote=arena.price_per_vote,
            on_evidence=cast("OnEvidence", arena.on_evidence),
            reveal_after=arena.reveal_after,
            example_share=arena.example_share,
            gold_share=arena.gold_share,
            repeat_share=arena.repeat_share,
            challenge=cast("Challenge", arena.challenge),
            publish_after=arena.publish_after,
            voting_question=arena.voting_question,
            target_votes=arena.target_votes,
            accent=arena.accent,
            logo_url=arena.logo and arena.logo.url,
            voting_languages=list(arena.voting_languages),
            targets=[
                TargetOut(theme=one.axis.theme or None, language=one.axis.language or None, votes=one.votes)
                for one in arena.targets
            ],
            method_version=method_version(arena),
            votes=arena.last_position,
            simulated_votes=arena.simulated(arena.last_position),
            revision=arena.revision,
            rated_at=cast("str", arena.rated_at),
            created_at=cast("str", arena.created_at),
            retired_at=cast("str | None", arena.retired_at),
        )


class ArenasOut(Out):
    """A page of arenas."""

    items: list[ArenaOut]
    next_cursor: str | None

    @classmethod
    def of(cls, listing: Listing[Arena]) -> Self:
        """Return a page of arenas."""
        return cls(items=[ArenaOut.of(arena) for arena in listing.items], next_cursor=listing.next_cursor)


class NewPrompt(Strict):
    """A new prompt."""

    text: Annotated[str, Text, Field(min_length=1, max_length=MAX_PROMPT)]
    language: (
        Annotated[str, Text, Field(max_length=100, description="A BCP 47 tag.", examples=["pt-BR"])] | None
    ) = None
    themes: Annotated[
        list[Name],
        Field(max_length=MAX_THEMES, description="Words with letters or digits.", examples=[["people"]]),
    ] = Field(default_factory=list)
    source_image: (
        Annotated[
            str,
            StringConstraints(pattern=SOURCE_PATTERN, max_length=2_000),
            Field(description="The URL of the image to edit, or your own name for one that you upload."),
        ]
        | None
    ) = None


class PromptOut(Out):
    """A prompt. Themes are slugs; the language is a canonical BCP 47 tag."""

    id: int
    text: str
    language: str | None
    themes: list[str]
    source_image: str | None
    source_image_url: str | None
    created_at: Moment


class PromptsOut(Out):
    """A page of prompts."""

    items: list[PromptOut]
    next_cursor: str | None
