"""The six painters by name, and how each takes an order."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

from service.providers.painters import brushwork, engraving, geometry, glass, papercut, watercolour
from service.providers.painters.composing import compose
from service.providers.painters.grading import graded
from service.providers.painters.palettes import choose
from service.providers.painters.plate import Plate, plate_from, plate_of
from service.providers.painters.reading import Wish, understood
from service.providers.painters.words import LANGUAGES

SIDE = 768
MOST = 2048
_QUALITY = 90


class Painter(NamedTuple):
    """A method, and the languages in which its painter knows words: others it paints by guess."""

    render: Callable[[Plate], Image.Image]
    languages: tuple[str, ...] = LANGUAGES


PAINTERS: dict[str, Painter] = {
    "brushwork": Painter(brushwork.paint),
    "glass": Painter(glass.paint),
    "papercut": Painter(papercut.paint),
    "watercolour": Painter(watercolour.paint),
    "geometry": Painter(geometry.paint, ("en", "de", "fr", "pt")),
    "engraving": Painter(engraving.paint, ("en", "de", "fr", "pt", "ar")),
}
"""The painters by name."""


def paint(
    painter: str,
    prompt: str,
    width: int = SIDE,
    height: int = SIDE,
    seed: int = 0,
    source: bytes | None = None,
) -> bytes:
    """A JPEG by the painter for the prompt; with a source, that picture edited.

    The same bytes for the same order. Raises KeyError for a painter there is not, and what Pillow raises for
    a source that is no picture.
    """
    chosen = PAINTERS[painter]
    random = np.random.default_rng(_seed(painter, prompt, width, height, seed))
    wish = understood(prompt, chosen.languages)
    plate = (
        _scene(wish, width, height, random)
        if source is None
        else _copy(wish, source, (width, height), random)
    )
    buffer = io.BytesIO()
    chosen.render(plate).save(buffer, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return buffer.getvalue()


def _seed(*order: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(order).encode("utf-8", "surrogatepass")).digest()[:8])


def _scene(wish: Wish, width: int, height: int, random: np.random.Generator) -> Plate:
    return plate_of(compose(wish, width / height, random), width, height, random)


def _copy(wish: Wish, source: bytes, size: tuple[int, int], random: np.random.Generator) -> Plate:
    """The plate of a source picture, cut to the size, with what the wish changes in it."""
    with Image.open(io.BytesIO(source)) as given:
        picture = ImageOps.fit(ImageOps.exif_transpose(given).convert("RGB"), size)
    palette = choose(wish.mood or "day", wish.hues, int(random.integers(8)))
    return plate_from(graded(picture, wish, random), palette, random)
