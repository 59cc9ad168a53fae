"""A model's page as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from service.api.schemas.boards import PriceOut
from service.http.schemas.catalog import ModelOut


class RatedOut(BaseModel):
    """A rating and its counts; ``score = mu - 3 sigma``."""

    score: float
    mu: float
    sigma: float
    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int


class ChangeOut(BaseModel):
    """How much score and rank changed over some days; a rank that rose changed by a negative number."""

    days: int
    score: float
    rank: int


class RankingOut(RatedOut):
    """The model in an arena: ``rank`` of ``ranked`` models, null while it ``needs`` votes.

    ``simulated_votes`` of the arena's log were made by the demo.
    """

    arena: str
    arena_name: str
    task: str
    revision: int
    method_version: str
    simulated_votes: int
    rank: int | None
    ranked: int
    rank_low: int | None
    rank_high: int | None
    needs: int
    win_rate: float | None
    bt_rating: float | None
    bt_low: float | None
    bt_high: float | None
    changes: list[ChangeOut]


class StrengthOut(BaseModel):
    """The model on an axis; no score while it ``needs`` votes, no rank on a theme in a language."""

    theme: str | None
    language: str | None
    score: float | None
    mu: float | None
    sigma: float | None
    votes: int
    win_rate: float | None
    rank: int | None
    ranked: int | None
    needs: int


class PerformanceOut(BaseModel):
    """Themes and languages of an arena, the strongest first, and its themes in languages."""

    arena: str
    themes: list[StrengthOut]
    languages: list[StrengthOut]
    cells: list[StrengthOut]


class TrackedOut(BaseModel):
    """The rating at the end of a day, or of the week that begins on it, and the votes counted in it."""

    date: str
    score: float
    mu: float
    sigma: float
    votes: int


class DriftOut(BaseModel):
    """How far the votes of the last ``days`` days moved ``mu``, and how far chance alone would.

    By chance ``moved`` is beyond ``allowed`` once in a thousand windows.
    """

    days: int
    votes: int
    moved: float
    allowed: float
    z: float
    drifted: bool


class MarkOut(BaseModel):
    """A day on which the model's record or the arena's way to rate changed."""

    date: str
    detail: str


class TrackerOut(BaseModel):
    """The quality tracker in an arena; ``drift`` is null while there are too few votes to test."""

    arena: str
    days: list[TrackedOut]
    weeks: list[TrackedOut]
    marks: list[MarkOut]
    drift: DriftOut | None


class RecordOut(BaseModel):
    """What was said when the two met, as the page's model sees it."""

    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int
    win_rate: float | None


class NeighbourOut(BaseModel):
    """A model ranked near: ``score_gap`` is its score less the page's model's.

    The chances are the page's model's: to win, draw or lose a vote, and to perform better (draws decided).
    """

    model: str
    name: str
    organization: str | None
    rank: int
    score: float
    score_gap: float
    win_probability: float
    win: float
    draw: float
    loss: float
    head_to_head: RecordOut | None


class SimilarOut(BaseModel):
    """The models next above and below in an arena."""

    arena: str
    above: list[NeighbourOut]
    below: list[NeighbourOut]


class LikeOut(BaseModel):
    """A model like this one; ``distance`` is the mean of the parts that are not null."""

    model: str
    name: str
    organization: str | None
    distance: float
    score_distance: float
    price_distance: float | None
    strengths_distance: float | None
    score_gap: float
    arenas: int
    price: PriceOut | None


class AskedOut(BaseModel):
    """A provider's current price; ``latency_ms`` is the offer's word, the percentiles were measured here."""

    id: int
    provider: str
    amount: float
    currency: str
    unit: str
    latency_ms: int | None
    latency_p50_ms: int | None
    latency_p95_ms: int | None
    generations: int
    valid_from: str
    source_url: str | None
    note: str | None


class PricingOut(BaseModel):
    """The lowest price, and all current offers."""

    starts_at: PriceOut | None
    offers: list[AskedOut]


class ShownImageOut(BaseModel):
    """An image."""

    image_url: str
    width: int
    height: int


class ExampleOut(BaseModel):
    """A vote on one of the model's images, as the model sees it."""

    arena: str
    position: int
    prompt_id: int
    prompt: str
    themes: list[str]
    language: str | None
    result: Literal["won", "lost", "tie"]
    opponent: str
    opponent_name: str
    opponent_score: float
    image: ShownImageOut
    opponent_image: ShownImageOut
    voted_at: str
    simulated: bool


class RulesOut(BaseModel):
    """How the examples were chosen, in words."""

    best: str
    losses: str
    close: str


class ExamplesOut(BaseModel):
    """The model's outputs in votes, by three rules."""

    rules: RulesOut
    best: list[ExampleOut]
    losses: list[ExampleOut]
    close: list[ExampleOut]


class QuestionOut(BaseModel):
    """A question about the model, and its answer from the data."""

    question: str
    answer: str


class ModelPageOut(ModelOut):
    """A model with everything its page shows; ``summary`` is its description, or its facts in a sentence.

    ``can_generate`` says whether `POST /v1/generations` makes images by it.

    The sections by arena have an entry for each arena the model has votes in.
    """

    can_generate: bool
    kind: str
    summary: str
    rankings: list[RankingOut]
    performance: list[PerformanceOut]
    tracker: list[TrackerOut]
    similar: list[SimilarOut]
    like: list[LikeOut]
    pricing: PricingOut
    examples: ExamplesOut
    faq: list[QuestionOut]
