"""Words to be written: in the font that Pillow brings, in invented signs where it has none."""

from __future__ import annotations

import hashlib
import textwrap
import unicodedata

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from service.demo.painters.shapes import Points, line, ring

_SIZE = 160
_BOLD = 7
_MOST_LINES = 4
# So many characters fill a line.
_A_LINE = 8


def lines_of(text: str) -> list[str]:
    """Return the text in a few lines of similar length."""
    wanted = min(1 + len(text) // _A_LINE, _MOST_LINES)
    widths = range(-(-len(text) // wanted), len(text) + 1)
    wrapped = (textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) for width in widths)
    return next((lines for lines in wrapped if len(lines) <= wanted), None) or [text]


def lettering(lines: list[str], width: int, height: int, *, bold: bool = True) -> Image.Image:
    """Return the lines as large as a box allows, white on black."""
    canvas = Image.new("L", (width, height))
    pictures = [_row(text, bold=bold) for text in lines]
    room = height / len(pictures)
    scale = min(width / max(p.width for p in pictures), room * 0.86 / max(p.height for p in pictures))
    for i, picture in enumerate(pictures):
        size = max(round(picture.width * scale), 1), max(round(picture.height * scale), 1)
        at = (width - size[0]) // 2, round(room * (i + 0.5) - size[1] / 2)
        canvas.paste(picture.resize(size, Image.Resampling.BICUBIC), at)
    return canvas


def _row(text: str, *, bold: bool) -> Image.Image:
    plain = _written(text)
    if plain is None:
        return _signs(text)
    font = ImageFont.load_default(_SIZE)
    edge = _BOLD if bold else 0
    left, top, right, bottom = map(round, font.getbbox(plain, stroke_width=edge))
    row = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(row).text((-left, -top), plain, 255, font, stroke_width=edge)
    return row


def _written(text: str) -> str | None:
    """Return the text in letters that the font has; None where little of it would be left."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if " " <= c <= "~").strip()
    return bare if len(bare) * 2 >= len(text) else None


def _signs(text: str) -> Image.Image:
    """Draw an invented sign for each character, always the same one for the same character."""
    marks = [c for c in text if c.isalnum()] or ["?"]
    row = Image.new("L", (_SIZE * len(marks), _SIZE))
    draw = ImageDraw.Draw(row)
    for i, mark in enumerate(marks):
        for outline in _sign(mark):
            draw.polygon([(x + i * _SIZE, y) for x, y in (outline * _SIZE).tolist()], fill=255)
    return row


def _sign(mark: str) -> list[Points]:
    seed = int.from_bytes(hashlib.sha256(mark.encode("utf-8", "replace")).digest()[:8])
    random = np.random.default_rng(seed)
    grid = [(x, y) for x in (0.2, 0.5, 0.8) for y in (0.15, 0.5, 0.85)]
    ends = random.choice(len(grid), (4, 2)).tolist()
    strokes = [line(grid[a], grid[b], 0.1) for a, b in ends if a != b]
    return [*strokes, line((0.2, 0.15), (0.8, 0.15), 0.1), ring(0.5, 0.6, 0.14, 0.07)][: 3 + seed % 3]
