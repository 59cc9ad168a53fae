"""Colors that go together, by the hour and the weather, and what words about colors do to them."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, replace

Color = tuple[int, int, int]


def rgb(code: str) -> Color:
    """Return the color of a code such as ``f4a259``."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colors of a picture.

    ``sky`` runs from the horizon to the top; ``far``, ``mid`` and ``near`` are grounds; ``main``, ``second``
    and ``accent`` dress the subject; ``light`` and ``dark`` are the ends of the scale.
    """

    sky: tuple[Color, ...]
    sun: Color
    far: Color
    mid: Color
    near: Color
    main: Color
    second: Color
    accent: Color
    light: Color
    dark: Color


def _palette(sky: str, sun: str, grounds: str, subject: str, ends: str) -> Palette:
    return Palette(
        tuple(map(rgb, sky.split())),
        rgb(sun),
        *map(rgb, grounds.split()),
        *map(rgb, subject.split()),
        *map(rgb, ends.split()),
    )


PALETTES: dict[str, tuple[Palette, ...]] = {
    "day": (
        _palette(
            "f6ead0 cfe5e1 9fd0dc 6fb3cf",
            "fff3c4",
            "8fb8b0 5d9480 2f6b5b",
            "e4572e f3a712 2e5e8c",
            "fff8e7 1d2b3a",
        ),
        _palette(
            "fbe9d7 f3cfc0 b9d3d8 83b7c9",
            "fffbe6",
            "a9bfa0 74986c 43704f",
            "d1495b edae49 30638e",
            "fff6ea 22303c",
        ),
        _palette(
            "eef3e2 cfe8d8 a5d4cf 77b6c2",
            "fdf6c9",
            "9dc0a1 5f9a78 2d6a4f",
            "ef8354 f2c14e 4f5d75",
            "fbfaf0 1f2a36",
        ),
    ),
    "dawn": (
        _palette(
            "fde4c8 fbc4ab f4978e 9a8fb8 5f6ca3",
            "fff1d0",
            "c38d94 84718f 4a4a72",
            "f08a5d ffd166 3d5a80",
            "fff4e6 2b2d42",
        ),
    ),
    "sunset": (
        _palette(
            "ffd27d ffab5e f4775a c4496a 6a3d7c",
            "fff0b8",
            "b9546b 77406d 40285a",
            "2f1b41 e85d75 ffc857",
            "ffe9c9 1f1235",
        ),
        _palette(
            "ffe0a3 ffb570 f98866 d1587a 874b8f",
            "fff4cf",
            "c46a72 85496f 47305f",
            "3b1f4a ff7f50 ffd670",
            "fff0d9 241436",
        ),
    ),
    "night": (
        _palette(
            "5b7db1 3a5a94 274476 1a2f5a 101d3f",
            "fdf4cf",
            "2f4b7c 1f3561 142447",
            "f6c85f e07a5f 7ec4cf",
            "f4ecd2 0a1228",
        ),
        _palette(
            "4e8098 31607f 234766 17304d 0e1f36",
            "fff6d6",
            "2a5470 1b3b55 11263b",
            "ff9f68 f6e27a 90d0c6",
            "f1efd9 081521",
        ),
    ),
    "autumn": (
        _palette(
            "f7e6c4 f1d19a e6b980 c9b08f",
            "fff3d1",
            "d19a52 b5652f 7a3b1f",
            "c8442b e9a03b 5b6c3c",
            "fdf3dc 33201a",
        ),
    ),
    "winter": (
        _palette(
            "f2f5f8 dfe8f0 c2d4e4 9db8d1",
            "fffdf0",
            "dfe9f1 c3d5e3 f7fafc",
            "b23a48 e8a54b 3e6b89",
            "ffffff 22344a",
        ),
    ),
    "spring": (
        _palette(
            "fdf0ee fbdfe3 e3e0f0 c2d8ee",
            "fff8dd",
            "c5dbb5 93bf8a 5f9a68",
            "d6336c f783ac 5b7db1",
            "fff9f7 33313f",
        ),
    ),
    "storm": (
        _palette(
            "c9d2d0 9fb0b5 76898f 55676f 3c4a54",
            "eef0dc",
            "5f8088 3d626d 24464f",
            "d8572a e6c229 8fb3b5",
            "eef2ee 18242b",
        ),
    ),
    "desert": (
        _palette(
            "fdebc8 f9d5a2 a9cfd0 6fb1bd",
            "fff6d8",
            "eec17f dc9b57 b8703a",
            "2a6f77 b5482f f1e3bd",
            "fff5df 3a2218",
        ),
    ),
    "deep": (
        _palette(
            "1f7a8c 17637a 124d66 0d3850 082538",
            "d7f3e3",
            "155a6b 0f4355 0a2c3b",
            "ff8c42 ffd07b 8be0d4",
            "e8fbf2 061722",
        ),
    ),
    "warm": (
        _palette(
            "f6dcb8 efc998 e8b67c", "fff1cf", "d99a5b b8703f 8a4b2b", "d64933 f2b134 3b6e72", "fff4e0 3a1f1a"
        ),
        _palette(
            "f3d9c5 eac3ab dfa88d", "fff0df", "c98c73 a1634f 703f38", "b23a48 efb366 39626b", "fff3e8 34201f"
        ),
    ),
    "cool": (
        _palette(
            "dfeae4 c4dcd5 a4c8c4", "fbfbe8", "7fb0ac 548c8d 2f6468", "e76f51 f4a261 264653", "f7fbf5 1b3338"
        ),
        _palette(
            "e4e6f0 cdd3e6 aebad6", "fffbea", "8a9bc0 5f729d 3c4c75", "ee6c4d f2c14e 3d5a80", "f8f8fc 20263e"
        ),
    ),
}
"""Palettes by mood; several where a mood has several faces."""

HUES: dict[str, tuple[Color, Color]] = {
    "red": (rgb("c8321f"), rgb("f0766a")),
    "orange": (rgb("e8722a"), rgb("f6b26b")),
    "yellow": (rgb("f2bd2c"), rgb("fbe08a")),
    "green": (rgb("3f8f55"), rgb("9ccb86")),
    "turquoise": (rgb("1f9e9a"), rgb("8ad6cd")),
    "blue": (rgb("2563a8"), rgb("86b4e0")),
    "purple": (rgb("6f4aa0"), rgb("b79ad8")),
    "pink": (rgb("e2688f"), rgb("f7b6c8")),
    "brown": (rgb("84512f"), rgb("c79a6b")),
    "black": (rgb("23232b"), rgb("55555f")),
    "white": (rgb("f7f3ea"), rgb("d9dde2")),
    "gray": (rgb("7d858c"), rgb("b8bec4")),
    "gold": (rgb("d9a12b"), rgb("f3d98b")),
}
"""What a color word stands for: the color, and a lighter or softer one beside it."""


def choose(mood: str, hues: tuple[str, ...], variant: int) -> Palette:
    """Return a palette of the mood, the subject in the colors that were named."""
    faces = PALETTES[mood]
    found = faces[variant % len(faces)]
    if not hues:
        return found
    main, second = HUES[hues[0]]
    if len(hues) > 1:
        return replace(found, main=main, second=HUES[hues[1]][0], accent=second)
    return replace(found, main=main, second=second)


def mixed(a: Color, b: Color, part: float) -> Color:
    """Return the color between two, ``part`` of the way from the first."""
    red, green, blue = (round(x + (y - x) * part) for x, y in zip(a, b, strict=True))
    return red, green, blue


def toned(color: Color, *, lighter: float = 0.0, richer: float = 1.0) -> Color:
    """Return the color lighter (or darker, below 0) and more or less saturated."""
    hue, light, depth = colorsys.rgb_to_hls(*(part / 255 for part in color))
    parts = colorsys.hls_to_rgb(hue, min(max(light + lighter, 0), 1), min(depth * richer, 1))
    red, green, blue = (round(part * 255) for part in parts)
    return red, green, blue


def luminance(color: Color) -> float:
    """Return how light a color looks, from 0 to 1."""
    return (0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]) / 255
