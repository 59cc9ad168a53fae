"""What an instance answers, as far as the tools read it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class Price(BaseModel):
    """The lowest price of an image."""

    amount: float
    currency: str

    @property
    def dollars(self) -> float | None:
        """The price in US dollars; None in another currency."""
        return self.amount if self.currency == "USD" else None


class Row(BaseModel):
    """A ranked model of a leaderboard."""

    rank: int
    rank_low: int
    rank_high: int
    model: str
    name: str
    organization: str | None
    license: str | None
    score: float
    votes: int
    bt_rating: float
    bt_low: float
    bt_high: float
    likely: float | None
    likely_low: float | None
    likely_high: float | None
    price: Price | None


class UnrankedRow(BaseModel):
    """A model with too few votes to be ranked."""

    model: str
    name: str
    votes: int
    likely: float | None
    likely_low: float | None
    likely_high: float | None


class Decided(BaseModel):
    """A model, and those that it is decided to be better than."""

    above: str
    below: list[str]


class Detail(BaseModel):
    """A sentence."""

    detail: str


class Axis(BaseModel):
    """A theme, a language, or both; None means all."""

    theme: str | None
    language: str | None


class Leaderboard(BaseModel):
    """A leaderboard."""

    arena: str
    axis: Axis
    revision: int | None
    position: int
    simulated_votes: int
    as_of: str
    votes: int
    interval: Detail
    limits: Detail | None
    rows: list[Row]
    unranked: list[UnrankedRow]
    decided: list[Decided]


class Arena(BaseModel):
    """An arena."""

    slug: str
    name: str
    task: str
    votes: int
    simulated_votes: int
    revision: int


class ArenaList(BaseModel):
    """A page of arenas."""

    items: list[Arena]


class Leader(BaseModel):
    """The first model of an axis."""

    model: str


class AxisOverview(Axis):
    """An axis with votes."""

    votes: int
    likely_leader: Leader | None
    leader: Leader | None


class AxisList(BaseModel):
    """The axes of an arena."""

    items: list[AxisOverview]


class License(BaseModel):
    """What a model's license allows."""

    weights_open: str = "unknown"
    commercial_use: str = "unknown"


class Model(BaseModel):
    """A model of the catalog."""

    slug: str
    license: License | None


class ModelList(BaseModel):
    """A page of models."""

    items: list[Model]
    next_cursor: str | None


class Answered(BaseModel):
    """A question that the data answers."""

    question: str
    answer: str


class Ranking(BaseModel):
    """Where a model is ranked."""

    arena: str


class Standing(Axis):
    """A model on one axis."""

    rank: int | None
    ranked: int | None
    votes: int
    likely: float | None
    likely_low: float | None
    likely_high: float | None


class Performance(BaseModel):
    """A model on the axes of an arena."""

    arena: str
    themes: list[Standing]
    languages: list[Standing]


class ModelPage(Model):
    """What a model's page shows."""

    name: str
    organization_name: str | None
    released: str | None
    summary: str
    rankings: list[Ranking]
    performance: list[Performance]
    faq: list[Answered]


class Pair(BaseModel):
    """The votes in which two models met."""

    model_a: str
    model_b: str
    votes: int
    wins_a: int
    wins_b: int
    ties: int
    both_bad: int


class PairList(BaseModel):
    """The pairs of an axis."""

    items: list[Pair]


class Point(BaseModel):
    """A model at the end of a day."""

    date: str
    score: float
    mu: float
    sigma: float
    votes: int


class Series(BaseModel):
    """The history of a model."""

    model: str
    points: list[Point]


class HistoryList(BaseModel):
    """The histories of an axis."""

    series: list[Series]


class Candidate(BaseModel):
    """A model, and what is decided of it beside the reference."""

    model: str
    name: str
    price: Price | None
    votes: int
    difference: float
    low: float | None
    high: float | None
    verdict: Literal["reference", "not_worse", "worse", "undecided"]
    detail: str


class Decision(BaseModel):
    """The cheapest model that will do."""

    arena: str
    revision: int | None
    position: int
    as_of: str
    by: float
    confidence: float
    detail: str
    reference: Candidate
    choice: Candidate | None
    candidates: list[Candidate]
    few: list[str]
