"""The six painters by name, and how they paint a prompt or edit an image."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

from service.demo.painters import brushwork, engraving, geometry, glass, papercut, watercolour
from service.demo.painters.composing import compose
from service.demo.painters.grading import graded
from service.demo.painters.palettes import choose
from service.demo.painters.plate import Plate, plate_from, plate_of
from service.demo.painters.reading import Wish, understood
from service.demo.painters.words import LANGUAGES

SIDE = 768
"""The default side of an image, in pixels."""

MOST = 2048
_QUALITY = 90


class Painter(NamedTuple):
    """A method, and the languages in which its painter knows words. In other languages it guesses."""

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


class UnreadableSource(ValueError):
    """The image to edit cannot be read."""


def paint(
    painter: str,
    prompt: str,
    *,
    size: tuple[int, int] = (SIDE, SIDE),
    seed: int = 0,
    source: bytes | None = None,
) -> bytes:
    """Return a JPEG by a painter for a prompt; with a source, return that picture edited.

    The same arguments give the same bytes. Raise KeyError for an unknown painter, and UnreadableSource.
    """
    chosen = PAINTERS[painter]
    random = np.random.default_rng(_seed(painter, prompt, size, seed))
    wish = understood(prompt, chosen.languages)
    plate = _scene(wish, size, random) if source is None else _copy(wish, source, size, random)
    return _encoded(chosen.render(plate))


def study(prompt: str, size: tuple[int, int], seed: int = 0) -> bytes:
    """Return a JPEG of a scene in no painter's style, as an image to edit."""
    random = np.random.default_rng(_seed("study", prompt, size, seed))
    plate = _scene(understood(prompt), size, random)
    return _encoded(plate.base)


def _encoded(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return buffer.getvalue()


def _seed(*values: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).digest()[:8])


def _scene(wish: Wish, size: tuple[int, int], random: np.random.Generator) -> Plate:
    return plate_of(compose(wish, size[0] / size[1], random), size, random)


def _copy(wish: Wish, source: bytes, size: tuple[int, int], random: np.random.Generator) -> Plate:
    """Return the plate of a source picture, cut to the size, with the changes that the prompt asks for."""
    try:
        with Image.open(io.BytesIO(source)) as given:
            picture = ImageOps.fit(ImageOps.exif_transpose(given).convert("RGB"), size)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise UnreadableSource("the source image cannot be read") from None
    palette = choose(wish.mood or "day", wish.hues, int(random.integers(8)))
    return plate_from(graded(picture, wish, random), palette, random)
