"""The answers of the reading endpoints, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from service.domain.boards import MIN_VOTES
from service.http.schemas.base import Query, Text

TableFormat = Literal["json", "csv", "ndjson", "parquet"]


Theme = Annotated[str | None, Text, Field(max_length=200, description="A theme; all themes where missing.")]
Language = Annotated[
    str | None, Text, Field(max_length=100, description="A BCP 47 language tag; all languages where missing.")
]


class AxisQuery(Query):
    """Which axis."""

    theme: Theme = None
    language: Language = None


class BoardQuery(AxisQuery):
    """Which board, how strict, of which moment, in which form."""

    min_votes: Annotated[int, Field(ge=1, le=1_000_000, description="Votes it takes to be ranked.")] = (
        MIN_VOTES
    )
    at: Annotated[
        str | None,
        Field(max_length=20, description="A position of the log, or a date (the end of that day, UTC)."),
    ] = None
    format: TableFormat = "json"


class HistoryQuery(AxisQuery):
    """Whose history, on which axis."""

    model: Annotated[
        str | None, Text, Field(max_length=100, description="A model; all of them if missing.")
    ] = None


class AxisOut(BaseModel):
    """An axis: null stands for all themes, or all languages."""

    theme: str | None
    language: str | None


class PriceOut(BaseModel):
    """The lowest current price of one image, and who asks it."""

    amount: float
    currency: str
    provider: str


class BoardRow(BaseModel):
    """A ranked model. ``score = mu - 3 sigma``; the ``bt_`` and ``rank_`` bounds are 95 % intervals."""

    rank: int
    rank_low: int
    rank_high: int
    model: str
    name: str
    organization: str | None
    license: str | None
    score: float
    mu: float
    sigma: float
    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int
    win_rate: float | None
    bt_rating: float
    bt_low: float
    bt_high: float
    price: PriceOut | None


class UnrankedRow(BaseModel):
    """A model with too few votes on the axis, and how many more it needs."""

    model: str
    name: str
    votes: int
    needs: int


class DisagreementOut(BaseModel):
    """Two models that score and head-to-head counts put, beyond chance, in opposite orders."""

    above: str
    below: str
    detail: str


class LeaderboardOut(BaseModel):
    """A leaderboard as of a position of the log, the first ``simulated_votes`` of which the demo made."""

    arena: str
    axis: AxisOut
    revision: int
    position: int
    simulated_votes: int
    as_of: str
    method_version: str
    min_votes: int
    votes: int
    rows: list[BoardRow]
    unranked: list[UnrankedRow]
    disagreements: list[DisagreementOut]


class LeaderOut(BaseModel):
    """The first of a board."""

    model: str
    name: str
    score: float


class OverviewOut(BaseModel):
    """An axis at a glance."""

    theme: str | None
    language: str | None
    votes: int
    models: int
    ranked: int
    leader: LeaderOut | None


class AxesOut(BaseModel):
    """Every axis of an arena that has votes."""

    arena: str
    revision: int
    items: list[OverviewOut]


class MeetingOut(BaseModel):
    """The counts of one pair."""

    model_a: str
    model_b: str
    votes: int
    wins_a: int
    wins_b: int
    ties: int
    both_bad: int
    win_rate_a: float | None


class HeadToHeadOut(BaseModel):
    """Every pair that met on an axis."""

    arena: str
    axis: AxisOut
    revision: int
    items: list[MeetingOut]


class PointOut(BaseModel):
    """A rating at the end of a day (UTC)."""

    date: str
    score: float
    mu: float
    sigma: float
    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int


class SeriesOut(BaseModel):
    """A model's ratings, oldest first."""

    model: str
    name: str
    points: list[PointOut]


class HistoryOut(BaseModel):
    """The quality tracker's series on an axis."""

    arena: str
    axis: AxisOut
    revision: int
    method_version: str
    series: list[SeriesOut]
