"""Pictures to upload."""

from __future__ import annotations

import io
import random

from PIL import Image


def picture(
    seed: int = 1, size: tuple[int, int] = (96, 64), kind: str = "PNG", mode: str = "RGB", **options: object
) -> bytes:
    """Return an image file with a pattern from a seed; the options are those of Pillow's ``save``."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    image = Image.frombytes(mode, (8, 8), random.Random(seed).randbytes(64 * bands))
    buffer = io.BytesIO()
    image.resize(size).save(buffer, kind, **options)
    return buffer.getvalue()


def flat(size: tuple[int, int], color: str = "teal") -> bytes:
    """Return a PNG of one color, whose rendition is as small as possible."""
    return _png(Image.new("RGB", size, color))


def noise(size: tuple[int, int]) -> bytes:
    """Return a PNG of noise, whose rendition is large."""
    return _png(Image.frombytes("RGB", size, random.Random(1).randbytes(3 * size[0] * size[1])))


def lettering(color: tuple[int, ...]) -> bytes:
    """Return a transparent PNG of 300 by 300 pixels with a frame of 200 by 100 in a color."""
    image = Image.new("RGBA", (300, 300))
    frame = Image.new("RGBA", (200, 100), color if len(color) == 4 else (*color, 255))
    frame.paste(Image.new("RGBA", (180, 80)), (10, 10))
    image.paste(frame, (20, 150))
    return _png(image)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return the decoded image."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
