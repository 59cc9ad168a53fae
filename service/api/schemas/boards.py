"""Leaderboards and what is read beside them: what may be asked, and the shapes of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from service.api.schemas.certainty import IntervalOut, LimitsOut
from service.api.schemas.claims import DecidedOut, DisagreementOut, NeighborPairOut
from service.api.schemas.pooled import PooledOut
from service.arena.boards import columns
from service.arena.boards.axes import AxisOverview, LikelyLeader
from service.arena.boards.boards import Board, BoardEntry
from service.arena.boards.history import HistoryPoint, ModelHistory
from service.arena.catalog.arenas import method_version
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES, Standing
from service.domain.catalog import Price
from service.http.schemas.base import Out, Text
from service.http.schemas.tables import TableQuery

Theme = Annotated[str | None, Text, Field(max_length=200, description="A theme; all themes if missing.")]
Language = Annotated[
    str | None, Text, Field(max_length=100, description="A BCP 47 language tag; all languages if missing.")
]


class AxisQuery(TableQuery):
    """Which axis, and in which format."""

    theme: Theme = None
    language: Language = None


class BoardQuery(AxisQuery):
    """Which leaderboard, how many votes a rank takes, at which point in time, and the format."""

    min_votes: Annotated[
        int, Field(ge=1, le=1_000_000, description="The number of votes a model needs to be ranked.")
    ] = MIN_VOTES
    at: Annotated[
        str | None,
        Field(max_length=20, description="A position in the log, or a date (the end of that day, UTC)."),
    ] = None
    retired: Annotated[
        bool, Field(description="Whether to include retired models; the ranks are those without them if not.")
    ] = True
    at_least: Annotated[
        int | None,
        Field(
            ge=1,
            le=2**53 - 1,
            description="Wait briefly until votes up to this position of the log are rated.",
        ),
    ] = None
    order: Annotated[
        Literal["score", "likely"],
        Field(description="What the rows are ordered by; ``rank`` is the place by score in both."),
    ] = "score"


class HistoryQuery(AxisQuery):
    """Which models' history, on which axis."""

    model: Annotated[
        str | None, Text, Field(max_length=100, description="A model; all models if missing.")
    ] = None


class AxisOut(Out):
    """An axis. Null means all themes, or all languages."""

    theme: str | None
    language: str | None

    @classmethod
    def of(cls, axis: Axis) -> Self:
        """Return the shape of an axis."""
        return cls(theme=axis.theme or None, language=axis.language or None)


class PriceOut(Out):
    """The lowest current price of one image, and its provider."""

    amount: float
    currency: str
    provider: str

    @classmethod
    def of(cls, price: Price | None) -> Self | None:
        """Return the shape of a price, or None."""
        return price and cls(amount=price.amount, currency=price.currency, provider=price.provider)


def _with_descriptions(schema: JsonDict) -> None:
    """Add to each column what it is about."""
    properties: Any = schema["properties"]
    for name, shape in properties.items():
        shape["description"] = columns.ABOUT[name]


class BoardRow(Out):
    """A ranked model. ``score = mu - 3 sigma``; the bounds are 95 % intervals.

    ``likely`` is the pooled rating, on the scale of ``bt_rating``: the axis's own votes, and what the model's
    votes on other themes and languages say. It is null until it is computed, and as of the leaderboard's
    ``pooled.position``.
    """

    model_config = ConfigDict(json_schema_extra=_with_descriptions)

    rank: int
    rank_low: int
    rank_high: int
    model: str
    name: str
    organization: str | None
    license: str | None
    retired: bool
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
    likely: float | None
    likely_low: float | None
    likely_high: float | None
    likely_rank: int | None
    exposure: bool
    better_than: int
    worse_than: int
    price: PriceOut | None
    latency_ms: int | None
    released: str | None

    @classmethod
    def of(cls, entry: BoardEntry) -> Self:
        """Return the shape of a ranked model, whose fields are columns of the leaderboard."""
        values: dict[str, object] = dict(columns.fields(entry), price=entry.facts.price)
        return cls.model_validate(values)


class UnrankedRow(Out):
    """A model with too few votes on the axis to be ranked, and how many more it needs.

    If it is ``inferred``, it has a pooled rating, which rests mostly on its votes on other axes, and
    ``likely_rank`` is the place that it would have among the ranked models.
    """

    model: str
    name: str
    retired: bool
    votes: int
    needs: int
    likely: float | None
    likely_low: float | None
    likely_high: float | None
    likely_rank: int | None
    inferred: bool

    @classmethod
    def of(cls, standing: Standing, board: Board) -> Self:
        """Return the shape of a model that a board does not rank."""
        likely = board.inferred.get(standing.model)
        return cls(
            model=standing.model,
            name=board.facts[standing.model].name,
            retired=board.facts[standing.model].retired,
            votes=standing.votes,
            needs=standing.needs(board.min_votes),
            likely=likely and likely.rating,
            likely_low=likely and likely.low,
            likely_high=likely and likely.high,
            likely_rank=likely and likely.rank,
            inferred=likely is not None,
        )


class LeaderboardOut(Out):
    """A leaderboard at a position in the log. The demo made the first ``simulated_votes`` votes.

    ``components`` are groups of models that were never compared with each other, not even through others, the
    one with the most votes first. Only the prior says how the groups compare. Empty if there is only one.
    A leaderboard of the past (`at`) has no ``revision``: later votes do not change a byte of it.
    ``decided`` has every decided pair, and ``neighbors`` what it takes to decide the others by score.
    Leaderboards with the same ``fingerprint`` rest on the same prompts, question and method; it is null where
    the prompts are not known.
    """

    arena: str
    axis: AxisOut
    revision: int | None
    position: int
    simulated_votes: int
    as_of: str
    method_version: str
    fingerprint: str | None
    min_votes: int
    votes: int
    interval: IntervalOut
    limits: LimitsOut | None
    components: list[list[str]]
    pooled: PooledOut | None
    order: str
    rows: list[BoardRow]
    unranked: list[UnrankedRow]
    decided: list[DecidedOut]
    neighbors: list[NeighborPairOut]
    disagreements: list[DisagreementOut]

    @classmethod
    def of(cls, board: Board) -> Self:
        """Return the shape of a leaderboard."""
        return cls(
            arena=board.arena.slug,
            axis=AxisOut.of(board.axis),
            revision=board.revision,
            position=board.position,
            simulated_votes=board.arena.simulated(board.position),
            as_of=clock.to_text(board.as_of),
            method_version=board.method_version,
            fingerprint=board.fingerprint,
            min_votes=board.min_votes,
            votes=board.votes,
            interval=IntervalOut.of(board.basis),
            limits=LimitsOut.of(board.limits),
            components=[list(group) for group in board.components],
            pooled=PooledOut.of(board.pooling),
            order=board.order,
            rows=[BoardRow.of(entry) for entry in board.ranked],
            unranked=[UnrankedRow.of(standing, board) for standing in board.unranked],
            decided=[DecidedOut.of(one) for one in board.claims.decided],
            neighbors=[NeighborPairOut.of(pair) for pair in board.claims.neighbors],
            disagreements=[DisagreementOut.of(disagreement) for disagreement in board.disagreements],
        )


class LeaderOut(Out):
    """The first model of a leaderboard by score. That it is better than the others may not be decided."""

    model: str
    name: str
    score: float


class LikelyLeaderOut(Out):
    """The first model of an axis by pooled rating, with its 95 % interval."""

    model: str
    name: str
    likely: float
    likely_low: float
    likely_high: float

    @classmethod
    def of(cls, leader: LikelyLeader) -> Self:
        """Return the shape of the first model by pooled rating."""
        mean, low, high = leader.rating
        return cls(model=leader.model, name=leader.name, likely=mean, likely_low=low, likely_high=high)


class OverviewOut(Out):
    """An axis at a glance: its first model by score, and by pooled rating.

    Without a ranked model, ``likely_leader`` is the first of all with votes.
    """

    theme: str | None
    language: str | None
    votes: int
    models: int
    ranked: int
    leader: LeaderOut | None
    likely_leader: LikelyLeaderOut | None

    @classmethod
    def of(cls, overview: AxisOverview) -> Self:
        """Return the shape of an axis at a glance."""
        leader = overview.leader
        return cls(
            theme=overview.axis.theme or None,
            language=overview.axis.language or None,
            votes=overview.votes,
            models=overview.models,
            ranked=overview.ranked,
            leader=leader
            and LeaderOut(model=leader.model, name=overview.leader_name or "", score=leader.score),
            likely_leader=overview.likely_leader and LikelyLeaderOut.of(overview.likely_leader),
        )


class AxesOut(Out):
    """Every axis of an arena that has votes."""

    arena: str
    revision: int
    position: int
    items: list[OverviewOut]

    @classmethod
    def of(cls, arena: Arena, overviews: Sequence[AxisOverview]) -> Self:
        """Return the shape of an arena's axes."""
        return cls(
            arena=arena.slug,
            revision=arena.revision,
            position=arena.last_position,
            items=[OverviewOut.of(overview) for overview in overviews],
        )


class PointOut(Out):
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

    @classmethod
    def of(cls, point: HistoryPoint) -> Self:
        """Return the shape of one day's rating."""
        return cls.model_validate(
            {"date": clock.day_text(point.day), **columns.rating_fields(point.standing)}
        )


class SeriesOut(Out):
    """A model's history, oldest first."""

    model: str
    name: str
    points: list[PointOut]

    @classmethod
    def of(cls, series: ModelHistory) -> Self:
        """Return the shape of a model's history."""
        return cls(
            model=series.model, name=series.name, points=[PointOut.of(point) for point in series.points]
        )


class HistoryOut(Out):
    """The history of models on an axis."""

    arena: str
    axis: AxisOut
    revision: int
    position: int
    method_version: str
    series: list[SeriesOut]

    @classmethod
    def of(cls, arena: Arena, axis: Axis, series: Sequence[ModelHistory]) -> Self:
        """Return the shape of the histories of models on an axis."""
        return cls(
            arena=arena.slug,
            axis=AxisOut.of(axis),
            revision=arena.revision,
            position=arena.last_position,
            method_version=method_version(arena),
            series=[SeriesOut.of(one) for one in series],
        )
