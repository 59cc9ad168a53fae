"""Engraving: lines that swell where it is dark and cross where it is darkest, tinted by a second plate."""

from __future__ import annotations

import numpy as np
from PIL import Image

from service.demo.painters.palettes import mixed, rgb
from service.demo.painters.plate import Floats, Plate
from service.demo.painters.textures import blurred, edges, grain, lightness, noise, picture_of, pixels

_GOLDEN = 2.399963  # an angle that never repeats itself: neighboring shapes get lines of their own


def paint(plate: Plate) -> Image.Image:
    """Return the plate as a tinted engraving."""
    tone = _tone(plate)
    ink = np.maximum(_lines(plate, tone), _outlines(plate))
    paper = np.array(rgb("f3ead6"), np.float32) / 255
    color = np.array(mixed(plate.palette.dark, rgb("1f2533"), 0.6), np.float32) / 255
    tinted = _tint(plate, paper)
    printed = tinted * (1 - ink[..., None]) + color * ink[..., None]
    return picture_of(_sheet(plate, printed, paper))


def _tone(plate: Plate) -> Floats:
    """How dark it shall be, from 0 to 1: the picture's tones spread out, a shadow within each shape."""
    light = lightness(pixels(plate.base))
    low, high = np.percentile(light, (2, 98)).tolist()
    spread = (light - low) / max(high - low, 0.05)
    depth = blurred(edges(plate.labels, 3), max(plate.size) / 60) * 0.5
    soft = noise(plate.random, plate.size, max(plate.size) / 5, 2) * 0.06
    return np.asarray(np.clip(0.86 - spread * 0.9 + depth * 0.35 + soft, 0, 1), np.float32)


def _lines(plate: Plate, tone: Floats) -> Floats:
    """Lines whose width is the tone; a second set across where it is dark."""
    width, height = plate.size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    pitch = 2 * np.pi / (max(plate.size) / 118)
    angle = (np.arange(256, dtype=np.float32) * _GOLDEN % 1.5 - 0.75)[plate.labels]
    bend = noise(plate.random, plate.size, max(plate.size) / 3) * 5.5
    first = np.sin((x * np.sin(angle) + y * np.cos(angle)) * pitch + bend)
    second = np.sin((x * np.sin(angle + 1.15) + y * np.cos(angle + 1.15)) * pitch + bend * 0.7)
    wobble = grain(plate.random, plate.size, 0.07)
    thin = _swell(first + wobble, tone)
    crossed = _swell(second + wobble, np.clip((tone - 0.42) * 1.5, 0, 1))
    return np.maximum(thin, crossed)


def _swell(wave: Floats, tone: Floats) -> Floats:
    """Ink where the wave is above a threshold that sinks as the tone darkens, with soft edges."""
    threshold = 1.02 - tone * 1.75
    return np.asarray(np.clip((wave - threshold) * 3.2, 0, 1) * np.clip(tone * 14 - 0.6, 0, 1), np.float32)


def _outlines(plate: Plate) -> Floats:
    return np.asarray(np.clip(blurred(edges(plate.labels, 3), 0.8) * 1.15, 0, 1), np.float32)


def _tint(plate: Plate, paper: Floats) -> Floats:
    """Return the second plate: the colors, pale and a little out of register."""
    shifted = np.roll(pixels(plate.base), (2, -2), axis=(0, 1))
    gray = lightness(shifted)[..., None]
    pale = 0.38 + 0.62 * (gray + (shifted - gray) * 1.7)
    return np.asarray(paper * np.clip(pale, 0, 1) ** 0.85, np.float32)


def _sheet(plate: Plate, printed: Floats, paper: Floats) -> Floats:
    """Return the print with a margin, and the mark that the plate pressed into the paper."""
    width, height = plate.size
    edge = max(min(width, height) // 22, 10)
    sheet = np.ones_like(printed) * paper
    sheet[edge:-edge, edge:-edge] = printed[edge:-edge, edge:-edge]
    mark = edge - 5
    sheet[mark : mark + 1, mark:-mark] *= 0.86
    sheet[-mark - 1 : -mark, mark:-mark] *= 0.9
    sheet[mark:-mark, mark : mark + 1] *= 0.86
    sheet[mark:-mark, -mark - 1 : -mark] *= 0.9
    return np.asarray(sheet * (1 + grain(plate.random, plate.size, 0.016))[..., None], np.float32)
