"""Everything about a model: the sections of its page."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from service.api.schemas.boards import PriceOut
from service.api.schemas.examples import ExamplesOut, ShownImageOut
from service.api.schemas.rankings import PerformanceOut, RankingOut
from service.api.schemas.trackers import TrackerOut
from service.arena.models.likeness import Likeness
from service.arena.models.page import ModelPage
from service.arena.models.pricing import CurrentOffer, Pricing
from service.arena.models.similar import Neighbor, Neighbors
from service.http.schemas.base import Out, Query, Text
from service.http.schemas.catalog import ModelOut


class RecordOut(Out):
    """How votes between two models turned out, from the side of the page's model."""

    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int
    win_rate: float | None


class NeighborOut(Out):
    """A model with a similar rank. ``score_gap`` is its score minus the score of the page's model.

    The probabilities are those of the page's model: to win, draw or lose a vote, and to perform better
    (with draws decided).
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

    @classmethod
    def of(cls, neighbor: Neighbor) -> Self:
        """Return a neighbor on the leaderboard."""
        record, chances = neighbor.record, neighbor.chances
        return cls(
            model=neighbor.model,
            name=neighbor.name,
            organization=neighbor.organization,
            rank=neighbor.rank,
            score=neighbor.score,
            score_gap=neighbor.gap,
            win_probability=chances.better,
            win=chances.win,
            draw=chances.draw,
            loss=chances.loss,
            head_to_head=RecordOut.model_validate(record) if record else None,
        )


class SimilarOut(Out):
    """The models ranked directly above and below in an arena."""

    arena: str
    above: list[NeighborOut]
    below: list[NeighborOut]

    @classmethod
    def of(cls, neighbors: Neighbors) -> Self:
        """Return the neighbors in an arena."""
        return cls(
            arena=neighbors.arena.slug,
            above=[NeighborOut.of(neighbor) for neighbor in neighbors.above],
            below=[NeighborOut.of(neighbor) for neighbor in neighbors.below],
        )


class LikeOut(Out):
    """A similar model. ``distance`` is the mean of the parts that are not null.

    ``reason`` says what is alike and what is not, in words. ``price_ratio`` is its price as a multiple of
    that of the page's model.
    """

    model: str
    name: str
    organization: str | None
    reason: str
    distance: float
    score_distance: float
    price_distance: float | None
    strengths_distance: float | None
    score_gap: float
    arenas: int
    price: PriceOut | None
    price_ratio: float | None

    @classmethod
    def of(cls, likeness: Likeness) -> Self:
        """Return a similar model, with the distance of each part."""
        other = likeness.model
        return cls(
            model=other.slug,
            name=other.name,
            organization=other.organization,
            reason=likeness.reason,
            distance=likeness.distance,
            score_distance=likeness.score,
            price_distance=likeness.price,
            strengths_distance=likeness.strengths,
            score_gap=likeness.gap,
            arenas=likeness.arenas,
            price=PriceOut.of(other.price),
            price_ratio=likeness.price_ratio,
        )


class AskedOut(Out):
    """A provider's current price. ``latency_ms`` is as stated by it, the percentiles as measured here."""

    id: int
    provider: str
    amount: float
    currency: str
    unit: str
    latency_ms: int | None
    valid_from: str
    source_url: str | None
    note: str | None
    latency_p50_ms: int | None
    latency_p95_ms: int | None
    generations: int

    @classmethod
    def of(cls, offer: CurrentOffer) -> Self:
        """Return an offer with the latency measured for its provider."""
        latency = offer.latency
        return cls(
            id=offer.id,
            provider=offer.provider,
            amount=offer.amount,
            currency=offer.currency,
            unit=offer.unit,
            latency_ms=offer.latency_ms,
            valid_from=offer.valid_from,
            source_url=offer.source_url,
            note=offer.note,
            latency_p50_ms=latency and latency.p50_ms,
            latency_p95_ms=latency and latency.p95_ms,
            generations=latency.generations if latency else 0,
        )


class PricePointOut(Out):
    """A provider's price from a day on.

    ``change`` is how much more it is than the provider's price before, as a share: -0.2 is 20 % less. It is
    null for a first price, after a free one, and where the currency or the note is another.
    """

    provider: str
    amount: float
    currency: str
    note: str | None
    valid_from: str
    change: float | None


class SpeedOut(Out):
    """How long an image usually takes, in milliseconds: the median of the ``generations`` made here.

    Without any, ``median_ms`` is what the provider states.
    """

    provider: str
    median_ms: int
    generations: int


class PricingOut(Out):
    """The lowest price, all current offers, and how prices changed, newest first."""

    starts_at: PriceOut | None
    speed: SpeedOut | None
    offers: list[AskedOut]
    history: list[PricePointOut]

    @classmethod
    def of(cls, pricing: Pricing) -> Self:
        """Return the prices of a model."""
        speed = pricing.speed
        return cls(
            starts_at=PriceOut.of(pricing.starts_at),
            speed=speed
            and SpeedOut(
                provider=speed.provider, median_ms=speed.milliseconds, generations=speed.generations
            ),
            offers=[AskedOut.of(offer) for offer in pricing.offers],
            history=[PricePointOut.model_validate(point) for point in pricing.history],
        )


class QuestionOut(Out):
    """A question about the model, and its answer from the data."""

    question: str
    answer: str


class ModelImageOut(ShownImageOut):
    """A public image of a model, and the prompt that it was made for."""

    arena: str
    prompt_id: int
    prompt: str


class ModelQuery(Query):
    """What to leave out of a model."""

    theme: Annotated[
        str | None, Text, Field(max_length=200, description="Only examples of this theme; all if missing.")
    ] = None


class ModelPageOut(ModelOut):
    """A model with everything its page shows. ``summary`` is its description, or its facts in a sentence.

    ``can_generate`` says whether `POST /v1/generations` can make images with it.

    The sections by arena have one entry for each arena in which the model has votes.
    """

    can_generate: bool
    kind: str
    summary: str
    images: list[ModelImageOut]
    rankings: list[RankingOut]
    performance: list[PerformanceOut]
    tracker: list[TrackerOut]
    similar: list[SimilarOut]
    like: list[LikeOut]
    pricing: PricingOut
    examples: ExamplesOut
    faq: list[QuestionOut]

    @classmethod
    def of(cls, page: ModelPage) -> Self:
        """Return all sections of a page."""
        return cls(
            **dict(ModelOut.model_validate(page.model)),
            can_generate=page.can_generate,
            kind=page.kind,
            summary=page.summary,
            images=[ModelImageOut.model_validate(image) for image in page.images],
            rankings=[RankingOut.of(ranking) for ranking in page.rankings],
            performance=[PerformanceOut.of(performance) for performance in page.performance],
            tracker=[TrackerOut.of(tracker) for tracker in page.trackers],
            similar=[SimilarOut.of(neighbors) for neighbors in page.similar],
            like=[LikeOut.of(likeness) for likeness in page.like],
            pricing=PricingOut.of(page.pricing),
            examples=ExamplesOut.of(page.examples),
            faq=[QuestionOut.model_validate(question) for question in page.faq],
        )
