"""A refit: what a fit of all votes up to a position of the log says about every axis, and its stored form."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from service.domain.axes import Axis
from service.rating.clustered import Shares, Spread
from service.rating.pooled import Deviations, Likely


@dataclass(frozen=True, slots=True)
class Refit:
    """The refit of an arena's log up to a position.

    ``likely`` has the pooled rating of every model of the arena on each axis with votes, by model id, and
    ``deviations`` how much models differ by themselves and between themes, languages and cells. ``left_out``
    says in sentences what was left out to bound the work. ``spread`` says of each axis how much wider its
    intervals are than if all votes were independent.
    """

    arena_id: int
    position: int
    likely: dict[Axis, dict[int, Likely]]
    deviations: Deviations
    left_out: tuple[str, ...] = ()
    spread: dict[Axis, Spread] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many estimates it holds."""
        return sum(map(len, self.likely.values()))


def encode(refit: Refit) -> bytes:
    """Return a refit as it is stored: compressed lines of JSON, one for each axis after the first.

    Lines, because the encoder does not let other threads run before it is done with one value. If this form
    changes, a migration has to delete the stored refits; they are computed again.
    """
    head = {"deviations": refit.deviations, "left_out": refit.left_out}
    lines = [json.dumps(head), *(_line(refit, axis) for axis in (refit.likely | refit.spread))]
    return zlib.compress("\n".join(lines).encode(), 6)


def _line(refit: Refit, axis: Axis) -> str:
    spread = refit.spread.get(axis)
    return json.dumps(
        {
            "theme": axis.theme,
            "language": axis.language,
            "likely": refit.likely.get(axis),
            "spread": spread and asdict(spread),
        }
    )


def decode(arena_id: int, position: int, body: bytes) -> Refit:
    """Return a stored refit."""
    head, *lines = map(json.loads, zlib.decompress(body).decode().splitlines())
    axes = [(Axis(one["theme"], one["language"]), one["likely"], one["spread"]) for one in lines]
    return Refit(
        arena_id,
        position,
        {
            axis: {int(model): Likely(*e) for model, e in likely.items()}
            for axis, likely, _ in axes
            if likely is not None
        },
        Deviations(*head["deviations"]),
        tuple(head["left_out"]),
        {axis: _spread(spread) for axis, _, spread in axes if spread},
    )


def _spread(fields: Mapping[str, Any]) -> Spread:
    ratios = {int(model): ratio for model, ratio in fields["ratios"].items()}
    return Spread(**{**fields, "ratios": ratios, "shares": Shares(*fields["shares"])})
