"""Small plates for the tests of painters."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from service.demo.painters.composing import compose
from service.demo.painters.palettes import choose
from service.demo.painters.plate import Plate, plate_of
from service.demo.painters.reading import understood
from service.demo.painters.sheet import Pen, Sheet

SIZE = (120, 90)


def plate(prompt: str = "A red boat", size: tuple[int, int] = SIZE, seed: int = 1) -> Plate:
    """Return the plate of a prompt."""
    random = np.random.default_rng(seed)
    return plate_of(compose(understood(prompt), size[0] / size[1], random), size, random)


def pen(mood: str = "day", seed: int = 1, width: float = 1.3) -> Pen:
    """Return a pen on an empty sheet."""
    return Pen(Sheet(width), choose(mood, (), 0), np.random.default_rng(seed))


def is_a_rendering(paint: Callable[[Plate], Image.Image]) -> None:
    """Assert what each painter promises: the size, the same pixels again, others for another prompt."""
    painted = paint(plate())
    assert (painted.size, painted.mode) == (SIZE, "RGB")
    assert painted.tobytes() == paint(plate()).tobytes()
    assert painted.tobytes() != paint(plate(seed=2)).tobytes()
    red, blue = (np.asarray(paint(plate(prompt)), np.float64) for prompt in ("red car", "blue car"))
    assert (red[..., 0] - red[..., 2]).mean() > (blue[..., 0] - blue[..., 2]).mean()
    for size in ((64, 64), (64, 200), (200, 64), (65, 67)):
        assert paint(plate(size=size)).size == size


def draws(motif: Callable[[Pen], None], *, within: float = 2.0) -> None:
    """Assert what each motif promises: outlines in more than one color, of about the stated size."""
    drawn = pen()
    motif(drawn)
    shapes = drawn.sheet.shapes
    points = np.vstack([outline for shape in shapes for outline in shape.outlines])
    assert len({shape.color for shape in shapes}) > 2
    assert np.isfinite(points).all()
    assert 0.4 < np.ptp(points[:, 1]) < within
    again = pen()
    motif(again)
    assert [shape.color for shape in again.sheet.shapes] == [shape.color for shape in shapes]
