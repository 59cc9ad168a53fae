"""What makes an instance or an arena look and ask as its owner wants: logos, and targets on axes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from service.domain.axes import Axis

LOGO_HEIGHT, LOGO_WIDTH = 96, 480
"""The size in pixels that every logo fits in: three times as large as the head of a page shows it."""
LOGO_TYPE = "image/webp"
MAX_LOGO_BYTES = 1_000_000
MAX_TARGETS = 100
MAX_LANGUAGES = 100

_WORDMARK = 2
_BETWEEN, _WITHIN = "\n", ":"


class Logo(NamedTuple):
    """A logo: the SHA-256 of its file, and its size in pixels."""

    digest: bytes
    width: int
    height: int

    @property
    def url(self) -> str:
        """The path at which everybody can get it."""
        return f"/logos/{self.digest.hex()}.webp"

    @property
    def is_wordmark(self) -> bool:
        """Whether it is so wide that it most likely spells a name."""
        return self.width >= _WORDMARK * self.height


@dataclass(frozen=True, slots=True)
class Target:
    """How many votes an axis is to get."""

    axis: Axis
    votes: int


def pack_targets(targets: Iterable[Target]) -> str:
    """Return targets as text, for `unpack_targets`, by axis."""
    ordered = sorted(targets, key=lambda one: one.axis)
    return _BETWEEN.join(_WITHIN.join((one.axis.theme, one.axis.language, str(one.votes))) for one in ordered)


def unpack_targets(text: str) -> tuple[Target, ...]:
    """Return the targets of a text that `pack_targets` made."""
    rows = (line.split(_WITHIN) for line in text.split(_BETWEEN) if line)
    return tuple(Target(Axis(theme, language), int(votes)) for theme, language, votes in rows)
