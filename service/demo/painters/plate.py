"""What every painter starts from: a picture in flat colors, and which pixel belongs to which shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from service.demo.painters.composing import Scene
from service.demo.painters.motifs.lettering import lettering, lines_of
from service.demo.painters.palettes import Color, Palette, luminance

Labels = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]

_TONES = 20
# Colors less apart than this, over all three channels, are one.
_ALIKE = 36
_WEIGHTS = np.array([0.299, 0.587, 0.114])
# Words on a lighter ground than this are dark.
_LIGHT = 0.62


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture to be painted.

    ``labels`` says for each pixel which shape it belongs to, a larger number lying over a smaller one;
    ``colors`` has the color of each label. ``base`` is the picture in those colors, its edges soft, or the
    picture to be edited.
    """

    base: Image.Image
    labels: Labels
    colors: NDArray[np.uint8]
    palette: Palette
    random: np.random.Generator

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.base.size

    @property
    def flat(self) -> Image.Image:
        """Every pixel in the color of its shape."""
        return Image.fromarray(self.colors[self.labels])


def plate_of(scene: Scene, size: tuple[int, int], random: np.random.Generator) -> Plate:
    """Return the plate of a scene in this width and height."""
    labels, height = Image.new("L", size), size[1]
    draw = ImageDraw.Draw(labels)
    colors: list[Color] = [scene.palette.sky[-1]]
    for shape in scene.sheet.shapes:
        for outline in shape.outlines:
            draw.polygon(list(map(tuple, (outline * height).tolist())), fill=len(colors))
        colors.append(shape.color)
    if scene.text:
        _write(labels, colors, scene)
    return _plate(np.asarray(labels), np.array(colors, np.uint8), scene.palette, random)


def _write(labels: Image.Image, colors: list[Color], scene: Scene) -> None:
    """Draw the scene's words across the upper part, with a shadow."""
    width, height = labels.size
    box = round(width * 0.84), round(height * 0.5)
    words = lettering(lines_of(scene.text or ""), *box).point(lambda value: 255 if value > 127 else 0)
    at = (width - box[0]) // 2, round(height * 0.1)
    ink, shadow = scene.palette.light, scene.palette.dark
    if luminance(_ground(labels, colors)) > _LIGHT:
        ink, shadow = scene.palette.dark, scene.palette.light
    for color, shift in ((shadow, max(height // 110, 2)), (ink, 0)):
        labels.paste(len(colors), (at[0] + shift, at[1] + shift), words)
        colors.append(color)


def _ground(labels: Image.Image, colors: list[Color]) -> Color:
    """Return what most of the upper half is covered with."""
    upper = np.bincount(np.asarray(labels)[: labels.height // 2].ravel())
    return colors[int(upper.argmax())]


def _plate(labels: Labels, colors: NDArray[np.uint8], palette: Palette, random: np.random.Generator) -> Plate:
    base = Image.fromarray(colors[labels]).filter(ImageFilter.GaussianBlur(0.7))
    return Plate(base, labels, colors, palette, random)


def plate_from(picture: Image.Image, palette: Palette, random: np.random.Generator) -> Plate:
    """Draw the plate of a picture that is there: its areas of one tone become the shapes, dark over light."""
    width, height = picture.size
    small = picture.resize((max(width // 2, 1), max(height // 2, 1)), Image.Resampling.BOX)
    tones = small.filter(ImageFilter.MedianFilter(5)).quantize(
        _TONES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    colors = np.array(tones.getpalette(), np.uint8).reshape(-1, 3)[:_TONES]
    order = np.argsort(-(colors @ _WEIGHTS), kind="stable")
    rank = _merged(colors[order])[np.argsort(order)]
    # Specks of another tone are no shapes.
    calm = Image.fromarray(rank[np.asarray(tones)]).filter(ImageFilter.ModeFilter(5))
    large = calm.resize(picture.size, Image.Resampling.NEAREST).filter(ImageFilter.ModeFilter(5))
    return Plate(picture, np.asarray(large), colors[order], palette, random)


def _merged(colors: NDArray[np.uint8]) -> Labels:
    """For each color the first one that it can hardly be told from."""
    apart = np.abs(colors[:, None].astype(np.int16) - colors[None]).sum(axis=2)
    return np.asarray((apart < _ALIKE).argmax(axis=1), np.uint8)
