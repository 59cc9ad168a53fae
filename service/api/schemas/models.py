"""Everything about a model: the sections of its page."""

from __future__ import annotations

from typing import Self

from service.api.schemas.boards import PriceOut
from service.api.schemas.examples import ExamplesOut
from service.api.schemas.rankings import PerformanceOut, RankingOut
from service.api.schemas.trackers import TrackerOut
from service.arena.models.likeness import Likeness
from service.arena.models.page import ModelPage
from service.arena.models.pricing import CurrentOffer, Pricing
from service.arena.models.similar import Neighbor, Neighbors
from service.http.schemas.base import Out
from service.http.schemas.catalog import ModelOut


class RecordOut(Out):
    """How votes between two models turned out, from the side of the page's model."""

    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int
    win_rate: float | None


class NeighbourOut(Out):
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
    above: list[NeighbourOut]
    below: list[NeighbourOut]

    @classmethod
    def of(cls, neighbors: Neighbors) -> Self:
        """Return the neighbors in an arena."""
        return cls(
            arena=neighbors.arena.slug,
            above=[NeighbourOut.of(neighbor) for neighbor in neighbors.above],
            below=[NeighbourOut.of(neighbor) for neighbor in neighbors.below],
        )


class LikeOut(Out):
    """A similar model. ``distance`` is the mean of the parts that are not null."""

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

    @classmethod
    def of(cls, likeness: Likeness) -> Self:
        """Return a similar model, with the distance of each part."""
        other = likeness.model
        return cls(
            model=other.slug,
            name=other.name,
            organization=other.organization,
            distance=likeness.distance,
            score_distance=likeness.score,
            price_distance=likeness.price,
            strengths_distance=likeness.strengths,
            score_gap=likeness.gap,
            arenas=likeness.arenas,
            price=PriceOut.of(other.price),
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


class PricingOut(Out):
    """The lowest price, and all current offers."""

    starts_at: PriceOut | None
    offers: list[AskedOut]

    @classmethod
    def of(cls, pricing: Pricing) -> Self:
        """Return the prices of a model."""
        return cls(
            starts_at=PriceOut.of(pricing.starts_at), offers=[AskedOut.of(offer) for offer in pricing.offers]
        )


class QuestionOut(Out):
    """A question about the model, and its answer from the data."""

    question: str
    answer: str


class ModelPageOut(ModelOut):
    """A model with everything its page shows. ``summary`` is its description, or its facts in a sentence.

    ``can_generate`` says whether `POST /v1/generations` can make images with it.

    The sections by arena have one entry for each arena in which the model has votes.
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

    @classmethod
    def of(cls, page: ModelPage) -> Self:
        """Return all sections of a page."""
        return cls(
            **dict(ModelOut.model_validate(page.model)),
            can_generate=page.can_generate,
            kind=page.kind,
            summary=page.summary,
            rankings=[RankingOut.of(ranking) for ranking in page.rankings],
            performance=[PerformanceOut.of(performance) for performance in page.performance],
            tracker=[TrackerOut.of(tracker) for tracker in page.trackers],
            similar=[SimilarOut.of(neighbors) for neighbors in page.similar],
            like=[LikeOut.of(likeness) for likeness in page.like],
            pricing=PricingOut.of(page.pricing),
            examples=ExamplesOut.of(page.examples),
            faq=[QuestionOut.model_validate(question) for question in page.faq],
        )
