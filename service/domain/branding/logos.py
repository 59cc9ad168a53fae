"""Logos: of the site, and of arenas."""

from __future__ import annotations

from typing import NamedTuple

LOGO_HEIGHT, LOGO_WIDTH = 96, 480
"""The size in pixels that every logo fits in: three times as large as the head of a page shows it."""
LOGO_TYPE = "image/webp"
MAX_LOGO_BYTES = 1_000_000

_WORDMARK = 2


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
