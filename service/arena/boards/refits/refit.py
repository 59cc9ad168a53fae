"""A refit: what a fit of all votes up to a position of the log says about every axis, and its stored form."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

from service.domain.axes import Axis
from service.rating.pooled import Deviations, Likely


@dataclass(frozen=True, slots=True)
class Refit:
    """The refit of an arena's log up to a position.

    ``likely`` has the pooled rating of every model of the arena on each axis with votes, by model id, and
    ``deviations`` how much models differ by themselves and between themes, languages and cells. ``left_out``
    says in sentences what was left out to bound the work.
    """

    arena_id: int
    position: int
    likely: dict[Axis, dict[int, Likely]]
    deviations: Deviations
    left_out: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many estimates it holds."""
        return sum(map(len, self.likely.values()))


def encode(refit: Refit) -> bytes:
    """Return a refit as it is stored: compressed lines of JSON, one for each axis after the first.

    Lines, because the encoder does not let other threads run before it is done with one value.
    """
    head = {"deviations": refit.deviations, "left_out": refit.left_out}
    lines = [json.dumps(head), *(_line(axis, estimates) for axis, estimates in refit.likely.items())]
    return zlib.compress("\n".join(lines).encode(), 6)


def _line(axis: Axis, estimates: dict[int, Likely]) -> str:
    return json.dumps({"theme": axis.theme, "language": axis.language, "likely": estimates})


def decode(arena_id: int, position: int, body: bytes) -> Refit:
    """Return a stored refit."""
    head, *axes = map(json.loads, zlib.decompress(body).decode().splitlines())
    likely = {
        Axis(one["theme"], one["language"]): {int(model): Likely(*e) for model, e in one["likely"].items()}
        for one in axes
    }
    return Refit(arena_id, position, likely, Deviations(*head["deviations"]), tuple(head["left_out"]))
