"""An accent color, and the two shades of it that people can read: one on light pages, one on dark ones.

A shade keeps the hue of the color. Only its lightness moves, as little as it must, along OKLCH, in which
equal steps look equal; colors that a screen cannot show lose saturation until it can.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

COLOR_PATTERN = r"^#[0-9a-fA-F]{6}$"
"""A color as CSS writes it, with six digits."""

LEAST_CONTRAST = 4.5
"""How much text must differ from its ground (WCAG AA)."""

_STEPS = 200
# Below it sRGB is linear.
_NEAR_BLACK = 0.04045
_GRAY, _LESS, _ROUNDING = 0.001, 0.95, 1e-4
# The share of the accent in the strongest tint that text stands on, and in the one that accented text does.
_STRONG, _FAINT = 0.36, 0.1


class Rgb(NamedTuple):
    """A color in sRGB; each part is from 0 to 1."""

    red: float
    green: float
    blue: float

    @classmethod
    def of(cls, text: str) -> Rgb:
        """Return the color of a text like ``#0b7a75``."""
        return cls(*(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)))

    @property
    def text(self) -> str:
        """The color as CSS writes it."""
        return "#" + "".join(f"{round(255 * part):02x}" for part in self)

    @property
    def luminance(self) -> float:
        """How bright it is, from 0 to 1."""
        red, green, blue = map(_linear, self)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def over(self, ground: Rgb, share: float) -> Rgb:
        """Return this color laid over a ground, of which it leaves the rest of the share."""
        return Rgb(*(share * own + (1 - share) * under for own, under in zip(self, ground, strict=True)))


class _Mode(NamedTuple):
    """What the pages of a mode are painted with: the grounds that links stand on, and the ink."""

    grounds: tuple[Rgb, ...]
    surface: Rgb
    ink: Rgb


class Shades(NamedTuple):
    """The shades of an accent for light and for dark pages."""

    light: str
    dark: str


# The same as in site.css, which a test compares.
LIGHT = _Mode(tuple(map(Rgb.of, ("#f7f5f1", "#ffffff", "#efece6"))), Rgb.of("#ffffff"), Rgb.of("#1c1b1a"))
DARK = _Mode(tuple(map(Rgb.of, ("#131417", "#1c1e22", "#24272c"))), Rgb.of("#1c1e22"), Rgb.of("#ebe8e3"))


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colors as WCAG defines it, from 1 to 21."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=256)
def shades_of(color: str) -> Shades:
    """Return the readable shades that are closest to a color; the color itself where it can be read."""
    return Shades(_shade(Rgb.of(color), LIGHT), _shade(Rgb.of(color), DARK))


def _shade(color: Rgb, mode: _Mode) -> str:
    if _is_readable(color, mode):
        return color.text
    lightness, chroma, hue = _oklch(color)
    near = sorted((step / _STEPS for step in range(_STEPS + 1)), key=lambda one: abs(one - lightness))
    shown = (Rgb.of(_shown(one, chroma, hue).text) for one in near)
    return next(one for one in shown if _is_readable(one, mode)).text


def _is_readable(color: Rgb, mode: _Mode) -> bool:
    """Return whether text of the color can be read on all grounds, and text of the ink on its tints."""
    grounds = (*mode.grounds, *(color.over(ground, _FAINT) for ground in mode.grounds))
    pairs = [*((color, ground) for ground in grounds), (mode.ink, color.over(mode.surface, _STRONG))]
    return all(contrast(one, other) >= LEAST_CONTRAST for one, other in pairs)


def _shown(lightness: float, chroma: float, hue: float) -> Rgb:
    """Return the color of OKLCH, as saturated as a screen can show it."""
    found = _rgb(lightness, chroma, hue)
    while chroma > _GRAY and not all(-_ROUNDING <= part <= 1 + _ROUNDING for part in found):
        chroma *= _LESS
        found = _rgb(lightness, chroma, hue)
    return Rgb(*(min(1.0, max(0.0, part)) for part in found))


def _oklch(color: Rgb) -> tuple[float, float, float]:
    red, green, blue = map(_linear, color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return Rgb(
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= _NEAR_BLACK else ((part + 0.055) / 1.055) ** 2.4


def _gamma(part: float) -> float:
    return 12.92 * part if part <= _NEAR_BLACK / 12.92 else 1.055 * part ** (1 / 2.4) - 0.055
