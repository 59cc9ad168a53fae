"""Decisions: which models will do, and the shape of the answer."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from service.api.schemas.boards import PriceOut
from service.api.schemas.questions import At, ModelsQuery, parse_weights, split
from service.arena.boards.point_in_time import parse_at
from service.arena.catalog.arenas import method_version
from service.arena.queries.decide import CONFIDENCE, MARGIN, DecisionQuestion
from service.arena.queries.decisions import Candidate, Decision
from service.arena.queries.questions import refused
from service.domain import clock
from service.domain.axes import OVERALL, Axis
from service.http.schemas.base import Out, Text
from service.http.schemas.tables import TableQuery

_LEAST_SURE, _MOST_SURE = 0.5, 0.9999
_FARTHEST = 1_000.0


class DecisionQuery(ModelsQuery, TableQuery):
    """Which models will do: not worse than a reference by more than a margin."""

    arena: Annotated[str, Text, Field(max_length=100, description="An arena.", examples=["text-to-image"])]
    not_worse_than: Annotated[
        str | None,
        Text,
        Field(
            max_length=100,
            description="The model to compare with; the best one if missing.",
            examples=["sdxl"],
        ),
    ] = None
    by: Annotated[
        float,
        Field(
            ge=0,
            le=_FARTHEST,
            description="How many points worse a model may be: 20 points win 47 votes of 100.",
        ),
    ] = MARGIN
    confidence: Annotated[
        float, Field(ge=_LEAST_SURE, le=_MOST_SURE, description="How sure a verdict has to be.")
    ] = CONFIDENCE
    axes: Annotated[
        str | None,
        Text,
        Field(
            max_length=4_000,
            description="Axes, separated by semicolons; their mean counts. `overall` if missing.",
            examples=["theme=typography,language=ja"],
        ),
    ] = None
    weights: Annotated[
        str | None,
        Text,
        Field(
            max_length=4_000,
            description="Instead of axes, weights of axes, as in /api/v1/query.",
            examples=["theme=typography:2;language=ja:1"],
        ),
    ] = None
    basis: Annotated[
        Literal["votes", "pooled"] | None,
        Field(
            description="What verdicts rest on: the votes on the one axis (as usual), or the pooled ratings, "
            "which also know other themes and languages (as always on several axes)."
        ),
    ] = None
    at: At = None
    retired: Annotated[
        bool | None, Field(description="Also retired models, if true; only those in use otherwise.")
    ] = False

    def question(self) -> DecisionQuestion:
        """Return the question. Raise Invalid."""
        axes, weights = split(self.axes, ";"), parse_weights(self.weights)
        if axes and weights:
            raise refused("axes", "and weights exclude each other; weights name the axes, so leave out axes")
        return DecisionQuestion(
            arena=self.arena,
            reference=self.not_worse_than,
            margin=self.by,
            confidence=self.confidence,
            axes=axes or (OVERALL.label,),
            weights=weights,
            models=self.chosen(),
            at=parse_at(self.at),
            basis=self.basis,
        )


class WeightedAxisOut(Out):
    """An axis, and its share of the mean."""

    theme: str | None
    language: str | None
    weight: float

    @classmethod
    def of(cls, axis: Axis, weight: float) -> Self:
        """Return the shape of an axis."""
        return cls(theme=axis.theme or None, language=axis.language or None, weight=weight)


class CandidateOut(Out):
    """A model beside the reference.

    ``difference`` is its rating less the reference's, in points. ``low`` and ``high`` bound the true one,
    however often one looks; they are null where nothing does. The ``verdict`` is ``not_worse`` if ``low`` is
    above minus the margin, ``worse`` if ``high`` is below it, and otherwise ``undecided``. ``detail`` says it
    in a sentence.
    """

    model: str
    name: str
    organization: str | None
    price: PriceOut | None
    votes: int
    rating: float
    difference: float
    low: float | None
    high: float | None
    verdict: Literal["reference", "not_worse", "worse", "undecided"]
    detail: str

    @classmethod
    def of(cls, candidate: Candidate, decision: Decision) -> Self:
        """Return the shape of a candidate."""
        return cls(
            model=candidate.model.slug,
            name=candidate.model.name,
            organization=candidate.model.organization,
            price=PriceOut.of(candidate.model.price),
            votes=candidate.votes,
            rating=candidate.rating,
            difference=candidate.difference,
            low=candidate.low,
            high=candidate.high,
            verdict=candidate.verdict,
            detail=decision.detail(candidate),
        )


class DecisionOut(Out):
    """The cheapest model that will do, and the evidence: every model that was asked about, cheapest first.

    ``choice`` is null if no model with a price in US dollars will do, not even the reference. ``detail`` says
    the answer in a sentence. ``few`` are models with too few votes on the axes to say anything.
    """

    arena: str
    revision: int | None
    position: int
    as_of: str
    method_version: str
    fingerprint: str | None
    axes: list[WeightedAxisOut]
    basis: Literal["votes", "pooled"]
    by: float
    confidence: float
    detail: str
    reference: CandidateOut
    choice: CandidateOut | None
    candidates: list[CandidateOut]
    few: list[str]

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """Return the shape of a decision."""
        source, choice = decision.source, decision.choice
        marks = {source.fingerprints[i] for i, axis in source.axes.items() if axis in decision.shares}
        return cls(
            arena=source.arena.slug,
            revision=source.revision,
            position=source.position,
            as_of=clock.to_text(source.as_of),
            method_version=method_version(source.arena),
            fingerprint=marks.pop() if len(marks) == 1 else None,
            axes=[WeightedAxisOut.of(axis, weight) for axis, weight in decision.shares.items()],
            basis=decision.basis,
            by=decision.margin,
            confidence=decision.confidence,
            detail=decision.sentence,
            reference=CandidateOut.of(decision.reference, decision),
            choice=choice and CandidateOut.of(choice, decision),
            candidates=[CandidateOut.of(one, decision) for one in decision.candidates],
            few=list(decision.few),
        )
