"""Bauhaus: the picture in few flat colors, exchanged wherever circles, bars and quarters lie across it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from service.demo.painters.palettes import Color, mixed, rgb
from service.demo.painters.plate import Plate
from service.demo.painters.textures import grain, noise, picture_of, pixels

_FACTOR = 2  # drawn so many times larger, for clean edges


def paint(plate: Plate) -> Image.Image:
    """Return the plate as a print of flat colors."""
    inks = _inks(plate)
    by_label = _assigned(plate, inks)
    zones = _zones(plate)
    numbers = (by_label[plate.labels] + zones * (len(inks) // 2)) % len(inks)
    print_ = Image.fromarray(np.array(inks, np.uint8)[numbers])
    return _pressed(plate, print_)


def _inks(plate: Plate) -> list[Color]:
    """Six inks from dark to light that hold the picture's own main colors."""
    palette = plate.palette
    return [
        mixed(palette.dark, rgb("16161d"), 0.4),
        mixed(palette.accent, rgb("1d4e89"), 0.35),
        mixed(palette.main, rgb("d7263d"), 0.2),
        mixed(palette.mid, rgb("2a7f62"), 0.15),
        mixed(palette.second, rgb("f6ae2d"), 0.35),
        mixed(palette.light, rgb("f4ebd9"), 0.5),
    ]


def _assigned(plate: Plate, inks: list[Color]) -> NDArray[np.int64]:
    """Draw the ink for each label: the nearest color, once the picture's lights and darks are spread out."""
    light = plate.colors[np.unique(plate.labels)] @ np.array([0.299, 0.587, 0.114])
    low, high = float(light.min()), float(light.max())
    spread = (plate.colors - low) * (255 / max(high - low, 40))
    wanted = spread.astype(np.float32)[:, None, :]
    given = np.array(inks, np.float32)[None]
    return np.asarray((((wanted - given) ** 2) * (0.3, 0.59, 0.11)).sum(axis=2).argmin(axis=1), np.int64)


def _zones(plate: Plate) -> NDArray[np.uint8]:
    """1 where the shapes that lie across the picture exchange its colors, 0 elsewhere."""
    width, height = (side * _FACTOR for side in plate.size)
    unit, random = min(width, height), plate.random
    layers = []
    for figure in random.permutation(["disc", "bar", "wedge", "quarters"])[:3].tolist():
        layer = Image.new("1", (width, height))
        _figure(ImageDraw.Draw(layer), figure, (width, height), unit, random)
        layers.append(np.asarray(layer.resize(plate.size)))
    return np.asarray(np.logical_xor.reduce(layers), np.uint8)


def _figure(
    draw: ImageDraw.ImageDraw, figure: str, size: tuple[int, int], unit: int, random: np.random.Generator
) -> None:
    width, height = size
    x, y = random.uniform((0.15 * width, 0.1 * height), (0.85 * width, 0.75 * height)).tolist()
    if figure == "disc":
        radius = unit * random.uniform(0.2, 0.34)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=1)
    elif figure == "bar":
        lean = unit * random.uniform(0.25, 0.7)
        wide = unit * random.uniform(0.07, 0.15)
        draw.polygon(
            [(x - lean, height), (x - lean + wide, height), (x + lean + wide, 0), (x + lean, 0)], fill=1
        )
    elif figure == "wedge":
        corner = (0, height) if x > width / 2 else (width, height)
        draw.polygon(
            [corner, (x, 0), (width - corner[0], height * 0.35), (width - corner[0], height)], fill=1
        )
    else:
        step = unit // 4
        for i in range(3):
            left, top = int(x // step) * step, (i + 1) * step
            draw.pieslice(
                (left - step, top - step, left + step, top + step), 90 * (i % 4), 90 * (i % 4) + 90, fill=1
            )


def _pressed(plate: Plate, print_: Image.Image) -> Image.Image:
    """Return the ink on paper: a little uneven, with a margin."""
    width, height = plate.size
    edge = max(min(width, height) // 40, 8)
    paper = Image.new("RGB", plate.size, mixed(plate.palette.light, rgb("f4ebd9"), 0.6))
    paper.paste(print_.crop((edge, edge, width - edge, height - edge)), (edge, edge))
    worn = 1 + 0.012 * noise(plate.random, plate.size, 90, 2) + grain(plate.random, plate.size, 0.012)
    return picture_of(pixels(paper) * worn[..., None])
