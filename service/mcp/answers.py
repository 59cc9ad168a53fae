"""What the tools answer: for a person in ``summary``, for programs in the other fields."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

RATINGS = (
    "`rating` is on the usual 400/1000 scale, with a 95 % interval from `low` to `high`. The rating of kind "
    "`likely` also uses the model's votes on other themes and languages; the one of kind `own` does not."
)


class Source(BaseModel):
    """Where the numbers come from: a link, and the SHA-256 of the bytes that were read there."""

    link: str
    sha256: str
    fixed: Annotated[
        bool,
        Field(
            description="Whether the link gives the same bytes again, whatever votes come later. Only new "
            "prices, names, or votes that are taken back, change them."
        ),
    ]


class Evidence(BaseModel):
    """The leaderboard on which an answer rests."""

    arena: str
    theme: str | None
    language: str | None
    revision: Annotated[int | None, Field(description="The arena's revision; null for one of the past.")]
    position: Annotated[int, Field(description="The number of votes in the log, up to which all were used.")]
    as_of: str
    votes: Annotated[int, Field(description="The votes that count on this leaderboard.")]
    basis: Annotated[str, Field(description="What the intervals allow for.")]
    limits: Annotated[str | None, Field(description="What would make the leaderboard surer.")]
    simulated_votes: Annotated[int, Field(description="Votes of the log that were simulated, for a demo.")]
    source: Source


class RatedModel(BaseModel):
    """A model on a leaderboard. ``better_than`` and ``worse_than`` are decided, however often one looks."""

    model: str
    name: str
    organization: str | None
    license: str | None
    rank: Annotated[int | None, Field(description="By score; null if too few votes were cast.")]
    rank_low: int | None
    rank_high: int | None
    score: float | None
    kind: Literal["likely", "own"] | None
    rating: float | None
    low: float | None
    high: float | None
    votes: int
    price: Annotated[float | None, Field(description="US dollars for one image; null if not known.")]
    better_than: list[str]
    worse_than: list[str]


class Leaderboard(BaseModel):
    """A leaderboard, best model first."""

    summary: str
    models: list[RatedModel]
    left_out: Annotated[int, Field(description="Ranked models beyond the limit.")]
    evidence: Evidence


class Recommendation(BaseModel):
    """The best model for a purpose, the others that may be as good, and how sure that is."""

    summary: str
    best: RatedModel | None
    may_be_as_good: Annotated[
        list[RatedModel], Field(description="Candidates that the best one is not decided to be better than.")
    ]
    worse: list[RatedModel]
    max_price: float | None
    evidence: Evidence


class Meeting(BaseModel):
    """The votes in which two models met, on this leaderboard."""

    model_a: str
    model_b: str
    votes: int
    wins_a: int
    wins_b: int
    ties: int
    both_bad: int


class Comparison(BaseModel):
    """Models side by side."""

    summary: str
    models: list[RatedModel]
    meetings: list[Meeting]
    meetings_source: Source
    evidence: Evidence


class Fact(BaseModel):
    """A question about a model, and the answer that the data gives."""

    question: str
    answer: str


class Strength(BaseModel):
    """A model's place on a theme or in a language, with a 95 % interval."""

    theme: str | None
    language: str | None
    rank: int | None
    ranked: int | None
    rating: float | None
    low: float | None
    high: float | None
    votes: int


class InArena(BaseModel):
    """A model in one arena: its place overall, its strongest and its weakest themes and languages."""

    standing: RatedModel | None
    strongest: list[Strength]
    weakest: list[Strength]
    evidence: Evidence


class Explanation(BaseModel):
    """What is known about a model."""

    summary: str
    model: str
    name: str
    organization: str | None
    released: str | None
    weights_open: str
    commercial_use: str
    facts: list[Fact]
    arenas: list[InArena]
    source: Source


class PricedModel(RatedModel):
    """A model with what it costs. Of ``best_value`` models, none is cheaper and rated as high."""

    best_value: bool


class Prices(BaseModel):
    """Models by price, the cheapest first; those without a price in US dollars are last."""

    summary: str
    models: list[PricedModel]
    evidence: Evidence


class Day(BaseModel):
    """A model at the end of a day (UTC)."""

    date: str
    score: float
    mu: float
    sigma: float
    votes: int


class History(BaseModel):
    """How a model's rating changed, on the newest days on which it did."""

    summary: str
    model: str
    days: list[Day]
    days_source: Source
    now: RatedModel | None
    evidence: Evidence


class ArenaAbout(BaseModel):
    """An arena, and what can be asked about it."""

    arena: str
    name: str
    task: str
    votes: int
    revision: int
    simulated_votes: int
    leader: Annotated[str | None, Field(description="First by pooled rating; that is no claim.")]
    themes: list[str]
    languages: list[str]
    source: Source


class Arenas(BaseModel):
    """The arenas of this instance."""

    summary: str
    arenas: list[ArenaAbout]


class DecidedModel(BaseModel):
    """A model beside the reference: its rating less that one, and the bounds of the true difference."""

    model: str
    name: str
    price: Annotated[float | None, Field(description="US dollars for one image; null if not known.")]
    votes: int
    difference: float
    low: float | None
    high: float | None
    verdict: Literal["reference", "not_worse", "worse", "undecided"]


class Decision(BaseModel):
    """The cheapest model that will do. The verdicts hold however often one looks."""

    summary: str
    choice: DecidedModel | None
    reference: DecidedModel
    candidates: list[DecidedModel]
    too_few_votes: list[str]
    arena: str
    theme: str | None
    language: str | None
    revision: int | None
    position: int
    as_of: str
    source: Source
