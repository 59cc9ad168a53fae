"""Models side by side."""

from __future__ import annotations

from itertools import combinations
from typing import Self

from service.api.schemas.examples import ShownImageOut
from service.api.schemas.head_to_head import MeetingOut
from service.arena.boards.head_to_head import HeadToHead
from service.arena.models.comparisons import (
    ArenaComparison,
    AxisComparison,
    Comparison,
    Encounter,
    PromptDifference,
)
from service.arena.models.similar import PairRecord
from service.domain.boards import Standing
from service.http.schemas.base import Out

_NEVER_MET = PairRecord(0, 0, 0, 0, 0)


class ComparedPairOut(MeetingOut):
    """How votes between two models turned out, and the probability that the first makes the better image.

    All counts are 0 if the models never met.
    """

    win_probability_a: float

    @classmethod
    def between(cls, one: str, other: str, encounter: Encounter) -> Self:
        """Return what happened between two models."""
        pair = HeadToHead(one, other, *(encounter.record or _NEVER_MET))
        return cls(
            **pair._asdict(),
            win_rate_a=pair.win_rate_a,
            win_probability_a=encounter.chances.better,
        )


class ComparedOut(Out):
    """A model's rating on an axis."""

    model: str
    score: float
    mu: float
    sigma: float
    votes: int

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """Return the rating of a standing."""
        return cls.model_validate(standing)


class ComparedAxisOut(Out):
    """The models rated on an axis, in the order of the request."""

    theme: str | None
    language: str | None
    standings: list[ComparedOut]

    @classmethod
    def of(cls, comparison: AxisComparison) -> Self:
        """Return the models that are rated on an axis."""
        return cls(
            theme=comparison.axis.theme or None,
            language=comparison.axis.language or None,
            standings=[ComparedOut.of(standing) for standing in comparison.standings if standing],
        )


class ComparedArenaOut(Out):
    """The models that compete in an arena. ``axes`` begins where the first model leads most."""

    arena: str
    models: list[str]
    pairs: list[ComparedPairOut]
    axes: list[ComparedAxisOut]

    @classmethod
    def of(cls, comparison: ArenaComparison) -> Self:
        """Return the comparison in an arena."""
        pairs = combinations(comparison.models, 2)
        return cls(
            arena=comparison.arena.slug,
            models=list(comparison.models),
            pairs=[ComparedPairOut.between(*pair, comparison.encounters[pair]) for pair in pairs],
            axes=[ComparedAxisOut.of(axis) for axis in comparison.axes],
        )


class ComparedPromptOut(Out):
    """A prompt on which voters preferred one of two models, and an image by each."""

    arena: str
    prompt_id: int
    prompt: str
    themes: list[str]
    language: str | None
    model_a: str
    model_b: str
    wins_a: int
    wins_b: int
    ties: int
    image_a: ShownImageOut
    image_b: ShownImageOut

    @classmethod
    def of(cls, difference: PromptDifference) -> Self:
        """Return a prompt on which two models differ."""
        example = difference.example
        return cls(
            arena=difference.arena.slug,
            prompt_id=example.prompt_id,
            prompt=example.prompt,
            themes=list(example.themes),
            language=example.language,
            model_a=difference.one,
            model_b=difference.other,
            wins_a=difference.wins,
            wins_b=difference.losses,
            ties=difference.ties,
            image_a=ShownImageOut.model_validate(example.own),
            image_b=ShownImageOut.model_validate(example.other),
        )


class ComparisonOut(Out):
    """Models side by side. `/api/v1/models/{model}` describes each of them in full."""

    models: list[str]
    arenas: list[ComparedArenaOut]
    prompts: list[ComparedPromptOut]

    @classmethod
    def of(cls, comparison: Comparison) -> Self:
        """Return a comparison."""
        return cls(
            models=[page.model.slug for page in comparison.pages],
            arenas=[ComparedArenaOut.of(arena) for arena in comparison.arenas],
            prompts=[ComparedPromptOut.of(difference) for difference in comparison.prompts],
        )
