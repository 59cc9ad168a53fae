"""Decisions: what is decided of every model beside a reference, and the cheapest that will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from service.arena.queries.reading import ArenaSource
from service.domain.axes import Axis
from service.domain.questions.filters import ModelRecord

Verdict = Literal["reference", "not_worse", "worse", "undecided"]
Basis = Literal["votes", "pooled"]

_WORDS: dict[Verdict, str] = {
    "reference": "{model} is what the others are compared with",
    "not_worse": "{model} is not worse than {reference} by more than {margin:g} points",
    "worse": "{model} is worse than {reference} by more than {margin:g} points",
    "undecided": "it is not decided whether {model} is worse than {reference} by more than {margin:g} points",
}


class Candidate(NamedTuple):
    """A model beside the reference.

    ``difference`` is its rating less the reference's, in points; ``low`` and ``high`` bound the true one, and
    are None where nothing does.
    """

    model: ModelRecord
    votes: int
    rating: float
    difference: float
    low: float | None
    high: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """The models that were asked about, cheapest first, and the first of them that will do.

    ``few`` are the models with too few votes on the axes to say anything.
    """

    source: ArenaSource
    shares: dict[Axis, float]
    basis: Basis
    margin: float
    confidence: float
    reference: Candidate
    candidates: tuple[Candidate, ...]
    few: tuple[str, ...]

    @property
    def choice(self) -> Candidate | None:
        """The cheapest model that is not worse by more than the margin: the reference itself, if need be."""
        fit = (one for one in self.candidates if one.verdict in {"reference", "not_worse"})
        return next((one for one in fit if one.model.dollars is not None), None)

    @property
    def axes(self) -> str:
        """The axes in words."""
        labels = [axis.label for axis in self.shares]
        return labels[0] if len(labels) == 1 else f"{len(labels)} axes"

    @property
    def sentence(self) -> str:
        """The answer in words."""
        name, sure = self.reference.model.slug, f"with {100 * self.confidence:g} % confidence ({self.axes})"
        choice, margin = self.choice, f"{self.margin:g} points"
        if choice is None:
            return f"No model with a price is decided to be within {margin} of {name} or better {sure}."
        price = f"${choice.model.dollars:g} an image"
        if choice.verdict == "reference":
            return f"No cheaper model is decided to be within {margin} of {name} ({price}) or better {sure}."
        return (
            f"{choice.model.slug}, {price}, is the cheapest model that is decided not to be worse than "
            f"{name} by more than {margin} {sure}."
        )

    def detail(self, candidate: Candidate) -> str:
        """Return what is decided of a model, in words."""
        names = {"model": candidate.model.slug, "reference": self.reference.model.slug}
        return _WORDS[candidate.verdict].format(**names, margin=self.margin)


def by_price(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates, the cheapest first and the better first at one price, without a price at the end."""
    return tuple(sorted(candidates, key=_place))


def _place(one: Candidate) -> tuple[bool, float, float, str]:
    return one.model.dollars is None, one.model.dollars or 0.0, -one.rating, one.model.slug
