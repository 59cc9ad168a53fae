"""What a question asks: which arenas, axes and models, when, and what of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.arena.boards.point_in_time import PointInTime
from service.domain.axes import OVERALL
from service.domain.questions.filters import ModelFilter
from service.domain.questions.patterns import ANY
from service.errors import FieldError, Invalid

MOST_ROWS = 20_000
"""How many ratings an answer may be made from: 200 axes of 100 models."""

MOST_FITS = 60
"""On how many axes an answer may have columns that need a fit of their own, which takes milliseconds each."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question over leaderboards.

    ``arenas`` and ``axes`` are patterns. With ``weights``, by patterns of axes, the answer has a row for each
    model instead of one for each axis, and there are no ``axes``. ``metrics`` are names of columns, the usual
    ones if empty, and ``order`` are columns to sort by, falling where a ``-`` precedes.
    """

    arenas: tuple[str, ...] = (ANY,)
    axes: tuple[str, ...] = (OVERALL.label,)
    weights: Mapping[str, float] = field(default_factory=dict)
    models: ModelFilter = field(default_factory=ModelFilter)
    metrics: tuple[str, ...] = ()
    at: PointInTime | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None


def refused(name: str, detail: str) -> Invalid:
    """Return the error about a field of a question."""
    return Invalid(f"{name} {detail}", [FieldError(name, detail)])
