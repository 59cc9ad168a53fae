"""What the service answers, as dataclasses. docs/api.md of the service explains each field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from arena_client import tables

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


@dataclass(frozen=True, slots=True)
class Axis:
    """Where ratings are kept: overall, a theme, a language, or a theme in a language."""

    theme: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """The lowest current price of an image, and its provider."""

    amount: float
    currency: str
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A ranked model."""

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
    price: Price | None


@dataclass(frozen=True, slots=True)
class UnrankedRow:
    """A model with too few votes to be ranked, and how many more it needs."""

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


@dataclass(frozen=True, slots=True)
class Decided:
    """A model, and those that it is decided to be better than. This holds however often you look."""

    above: str
    below: list[str]


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard at a position of the log. ``at=position`` gives it again, then without a revision."""

    arena: str
    axis: Axis
    revision: int | None
    position: int
    as_of: datetime
    method_version: str
    votes: int
    rows: list[Row]
    unranked: list[UnrankedRow]
    decided: list[Decided]
    fingerprint: str | None = None

    def row(self, model: str) -> Row | None:
        """Return the row of a model, None if it is not ranked."""
        return next((row for row in self.rows if row.model == model), None)

    def is_better(self, model: str, other: str) -> bool:
        """Return whether it is decided that a model is better than another one."""
        return any(one.above == model and other in one.below for one in self.decided)

    def to_polars(self) -> pl.DataFrame:
        """Return the rows as a table of polars, with the leaderboard's place in the log."""
        return tables.polars_frame(self._records())

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a table of pandas, with the leaderboard's place in the log."""
        return tables.pandas_frame(self._records())

    def _records(self) -> list[dict[str, Any]]:
        board = {
            "arena": self.arena,
            "theme": self.axis.theme,
            "language": self.axis.language,
            "revision": self.revision,
            "position": self.position,
        }
        return [{**board, **tables.record(row)} for row in self.rows]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the images of a matchup were made from."""

    text: str
    language: str | None
    themes: list[str]
    source_image_url: str | None


@dataclass(frozen=True, slots=True)
class Side:
    """One image of a matchup. Its URL names no model."""

    image_url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Matchup:
    """Two images for one prompt, to be voted on."""

    id: str
    arena: str
    prompt: Prompt
    left: Side
    right: Side
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Rating:
    """A model's overall rating before or after a vote."""

    mu: float
    sigma: float
    score: float
    rank: int | None


@dataclass(frozen=True, slots=True)
class RevealedModel:
    """Who made an image, and what the vote did to its rating."""

    model: str
    name: str
    organization: str | None
    before: Rating
    after: Rating


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that is in the log. The sides are None if the arena does not tell yet."""

    id: int
    position: int
    outcome: str
    left: RevealedModel | None
    right: RevealedModel | None
    excluded: str | None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A reported vote that was not accepted: its place in the list, and the reason."""

    index: int
    detail: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of reported votes. ``rated`` is False if some are stored and not rated yet."""

    accepted: int
    duplicates: int
    rejected: list[Rejection]
    first_position: int | None
    last_position: int | None
    rated: bool


@dataclass(frozen=True, slots=True)
class Event:
    """The state of an arena: its revision, the length of its log, and the votes that count overall."""

    id: str
    revision: int
    position: int
    votes: int
    pooled_position: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The table that a query gives: rows of the named columns, and how many there are without a limit."""

    columns: list[str]
    total: int
    rows: list[dict[str, Any]]
    arenas: list[dict[str, Any]] = field(default_factory=list)
    boards: list[dict[str, Any]] = field(default_factory=list)

    def to_polars(self) -> pl.DataFrame:
        """Return the rows as a table of polars."""
        return tables.polars_frame(self.rows, self.columns)

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a table of pandas."""
        return tables.pandas_frame(self.rows, self.columns)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model beside the reference of a decision, and the verdict on it."""

    model: str
    name: str
    organization: str | None
    price: Price | None
    votes: int
    rating: float
    difference: float
    low: float | None
    high: float | None
    verdict: str
    detail: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The cheapest model that will do, or None, with every model that was asked about."""

    arena: str
    revision: int | None
    position: int
    as_of: datetime
    basis: str
    by: float
    confidence: float
    detail: str
    reference: Candidate
    choice: Candidate | None
    candidates: list[Candidate]
    few: list[str]


@dataclass(frozen=True, slots=True)
class Media:
    """A generated image."""

    url: str
    width: int
    height: int
    mime_type: str


@dataclass(frozen=True, slots=True)
class Output:
    """What a generation made."""

    media: list[Media]


@dataclass(frozen=True, slots=True)
class GenerationFailure:
    """Why a generation failed."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a generation cost, and how long it took."""

    cost: float | None
    currency: str | None
    latency_ms: int | None


@dataclass(frozen=True, slots=True)
class Generation:
    """An image that was requested from a model."""

    id: str
    model: str
    status: str
    created_at: datetime
    output: Output | None
    error: GenerationFailure | None
    usage: Usage

    @property
    def ended(self) -> bool:
        """Whether the status is final."""
        return self.status not in {"queued", "running"}
