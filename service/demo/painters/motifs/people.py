"""People: about 1 high, the middle at the origin."""

from __future__ import annotations

from service.demo.painters.palettes import Color, mixed, rgb, toned
from service.demo.painters.shapes import arc, box, line, mirrored, oval, pie, poly, smooth, stroke
from service.demo.painters.sheet import Pen

_SKINS = (rgb("f0c7a3"), rgb("c98d5f"), rgb("8d5a3b"), rgb("e3a97d"), rgb("5f3b28"))
_HAIRS = (rgb("2b2026"), rgb("5a3825"), rgb("a8763e"), rgb("d9d4cc"))


def skin(pen: Pen) -> Color:
    """Somebody's complexion."""
    return _SKINS[int(pen.random.integers(len(_SKINS)))]


def hat(pen: Pen) -> None:
    """Draw a portrait to the chest, with a hat; old people's hair is white."""
    palette, flesh = pen.palette, skin(pen)
    hair = _HAIRS[int(pen.random.integers(len(_HAIRS)))]
    coat, brim = palette.main, palette.second
    pen.fill(
        hair,
        smooth(
            (-0.19, -0.2), (0, -0.32), (0.19, -0.2), (0.22, 0.02), (0.15, 0.12), (-0.15, 0.12), (-0.22, 0.02)
        ),
    )
    _coat(pen, coat, flesh)
    _head_and_neck(pen, flesh)
    _face(pen, flesh, hair)
    _hat(pen, brim)
    pen.fill(toned(coat, lighter=0.14), *(oval(0, y, 0.016) for y in (0.42, 0.5)))


def _coat(pen: Pen, coat: Color, flesh: Color) -> None:
    """Draw a coat with its collar, and the neck that it is closed around."""
    pen.fill(
        coat,
        smooth(
            (-0.46, 0.56),
            (-0.43, 0.32),
            (-0.3, 0.2),
            (-0.1, 0.14),
            (0.1, 0.14),
            (0.3, 0.2),
            (0.43, 0.32),
            (0.46, 0.56),
            (0, 0.6),
        ),
    )
    pen.fill(
        toned(flesh, lighter=-0.09),
        smooth((-0.075, 0.02), (0.075, 0.02), (0.085, 0.18), (0, 0.24), (-0.085, 0.18)),
    )
    collar = poly((-0.17, 0.14), (-0.02, 0.3), (-0.1, 0.4), (-0.25, 0.2))
    pen.fill(toned(coat, lighter=-0.12), collar, mirrored(collar))


def _head_and_neck(pen: Pen, flesh: Color) -> None:
    """Draw a head on its neck, one half in the shade."""
    pen.fill(
        flesh,
        smooth(
            (-0.155, -0.17),
            (0, -0.22),
            (0.155, -0.17),
            (0.155, -0.02),
            (0.09, 0.11),
            (0, 0.14),
            (-0.09, 0.11),
            (-0.155, -0.02),
        ),
        oval(-0.165, -0.03, 0.025, 0.04),
        oval(0.165, -0.03, 0.025, 0.04),
    )
    pen.fill(
        toned(flesh, lighter=-0.07),
        smooth((0.04, -0.19), (0.155, -0.16), (0.155, -0.02), (0.09, 0.11), (0.0, 0.14), (0.08, 0.02)),
    )


def _hat(pen: Pen, brim: Color) -> None:
    """Draw a hat with a band."""
    palette = pen.palette
    pen.fill(
        brim, smooth((-0.33, -0.155), (0, -0.22), (0.33, -0.155), (0.22, -0.125), (0, -0.15), (-0.22, -0.125))
    )
    pen.fill(
        toned(brim, lighter=-0.05),
        smooth(
            (-0.2, -0.17),
            (-0.19, -0.33),
            (-0.06, -0.39),
            (0.1, -0.39),
            (0.19, -0.33),
            (0.2, -0.17),
            (0, -0.2),
        ),
    )
    pen.fill(
        palette.accent,
        smooth((-0.2, -0.175), (-0.195, -0.225), (0, -0.25), (0.195, -0.225), (0.2, -0.175), (0, -0.2)),
    )


def _face(pen: Pen, flesh: Color, hair: Color) -> None:
    dark = mixed(flesh, pen.palette.dark, 0.75)
    eyes = [oval(x, -0.055, 0.017, 0.012) for x in (-0.065, 0.065)]
    nose = smooth((-0.008, -0.06), (0.01, -0.05), (0.028, 0.015), (0, 0.028), (-0.015, 0.018), closed=True)
    pen.fill(mixed(flesh, dark, 0.25), nose)
    pen.fill(dark, *eyes)
    brow = smooth((-0.1, -0.085), (-0.065, -0.1), (-0.03, -0.088), (-0.065, -0.092))
    pen.fill(mixed(hair, flesh, 0.2), brow, mirrored(brow))
    pen.fill(mixed(flesh, rgb("b0413e"), 0.55), smooth((-0.05, 0.065), (0, 0.06), (0.05, 0.065), (0, 0.085)))


def _head(pen: Pen, x: float, y: float, size: float, flesh: Color, hair: Color) -> None:
    """Draw a small head: face, hair, two eyes."""
    pen.fill(hair, oval(x, y - 0.12 * size, 1.08 * size))
    pen.fill(flesh, oval(x, y + 0.14 * size, 0.86 * size, 0.9 * size))
    pen.fill(hair, arc(x, y - 0.1 * size, 0.98 * size, 0.86 * size, 180, 360))
    pen.fill(
        mixed(flesh, pen.palette.dark, 0.8),
        *(oval(x + d * size, y + 0.2 * size, 0.1 * size) for d in (-0.33, 0.33)),
    )


def dancer(pen: Pen) -> None:
    """Draw a dancer on one toe, in a wide dress."""
    palette, flesh = pen.palette, skin(pen)
    limb = toned(flesh, lighter=-0.03)
    pen.fill(limb, stroke(smooth((0.02, 0.16), (0.03, 0.34), (0.02, 0.5), closed=False), 0.055, 0.022))
    pen.fill(limb, stroke(smooth((0.0, 0.15), (-0.2, 0.25), (-0.36, 0.16), closed=False), 0.055, 0.022))
    pen.fill(flesh, stroke(smooth((-0.07, -0.2), (-0.2, -0.32), (-0.14, -0.5), closed=False), 0.04, 0.024))
    pen.fill(flesh, stroke(smooth((0.06, -0.2), (0.22, -0.26), (0.36, -0.36), closed=False), 0.04, 0.024))
    skirt = smooth(
        (-0.05, -0.04),
        (0.06, -0.05),
        (0.3, 0.1),
        (0.42, 0.26),
        (0.24, 0.24),
        (0.1, 0.3),
        (-0.06, 0.24),
        (-0.24, 0.3),
        (-0.32, 0.2),
        (-0.22, 0.08),
    )
    pen.fill(palette.main, skirt)
    for x0, x1 in ((-0.02, -0.16), (0.03, 0.04), (0.06, 0.24)):
        pen.fill(
            toned(palette.main, lighter=-0.1),
            stroke(smooth((x0, 0.0), ((x0 + x1) / 2 + 0.02, 0.12), (x1, 0.25), closed=False), 0.006, 0.05),
        )
    pen.fill(
        toned(palette.main, lighter=-0.05),
        smooth((-0.085, -0.22), (0, -0.19), (0.085, -0.22), (0.06, -0.05), (0, -0.03), (-0.06, -0.05)),
    )
    pen.fill(limb, box(-0.022, -0.29, 0.022, -0.2))
    hair = _HAIRS[int(pen.random.integers(3))]
    pen.fill(hair, oval(0.02, -0.42, 0.036))
    _head(pen, 0.0, -0.34, 0.066, flesh, hair)


def umbrella(pen: Pen) -> None:
    """Draw a child under an umbrella, in boots."""
    palette, flesh = pen.palette, skin(pen)
    hair = _HAIRS[int(pen.random.integers(3))]
    coat = palette.accent if palette.accent != palette.main else palette.second
    pen.fill(mixed(palette.near, palette.dark, 0.35), oval(0.0, 0.49, 0.3, 0.03))
    pen.fill(palette.dark, box(-0.09, 0.3, -0.03, 0.46), box(0.03, 0.3, 0.09, 0.46))
    pen.fill(
        palette.second,
        smooth((-0.11, 0.4), (-0.02, 0.4), (-0.02, 0.49), (-0.15, 0.49)),
        smooth((0.02, 0.4), (0.11, 0.4), (0.15, 0.49), (0.02, 0.49)),
    )
    pen.fill(
        coat,
        smooth((-0.08, 0.0), (0.08, 0.0), (0.13, 0.2), (0.19, 0.35), (0, 0.37), (-0.19, 0.35), (-0.13, 0.2)),
    )
    pen.fill(
        toned(coat, lighter=-0.1),
        stroke(smooth((0.07, 0.05), (0.15, 0.14), (0.17, 0.02), closed=False), 0.06, 0.04),
    )
    pen.fill(toned(coat, lighter=0.12), *(oval(0, y, 0.014) for y in (0.1, 0.18, 0.26)))
    pen.fill(palette.dark, line((0.17, 0.1), (0.13, -0.44), 0.014))
    _head(pen, 0.0, -0.09, 0.105, flesh, hair)
    _canopy(pen.at(0.13, -0.16, 0.42, 6), palette.main)


def _canopy(pen: Pen, color: Color) -> None:
    """Draw an open umbrella of radius 1 around its handle's top."""
    pen.fill(color, pie(0, 0, 1, 180, 360))
    for start in (-0.35, 0.35):
        pen.fill(
            toned(color, lighter=0.09),
            smooth(
                (start - 0.33, 0.02),
                (start * 0.4 - 0.05, -0.98),
                (start * 0.4 + 0.05, -0.98),
                (start + 0.33, 0.02),
            ),
        )
    pen.fill(toned(color, lighter=-0.1), *(pie(x, 0, 0.2, 180, 360) for x in (-0.8, -0.4, 0.0, 0.4, 0.8)))
    pen.fill(pen.palette.dark, line((0, -0.97), (0, -1.12), 0.04, 0.02))


def kimono(pen: Pen) -> None:
    """Draw a woman in a kimono, her hair up."""
    palette, flesh = pen.palette, rgb("f4d6bd")
    pen.fill(mixed(palette.near, palette.dark, 0.3), oval(0, 0.5, 0.26, 0.025))
    robe = smooth(
        (-0.1, -0.19),
        (0.1, -0.19),
        (0.16, 0.0),
        (0.15, 0.3),
        (0.2, 0.49),
        (0, 0.51),
        (-0.2, 0.49),
        (-0.15, 0.3),
        (-0.16, 0.0),
    )
    pen.fill(palette.main, robe)
    sleeve = smooth((-0.11, -0.18), (-0.02, -0.06), (-0.12, 0.06), (-0.2, 0.22), (-0.34, 0.2), (-0.27, 0.0))
    pen.fill(toned(palette.main, lighter=-0.06), sleeve, mirrored(sleeve))
    pen.fill(toned(palette.main, lighter=-0.1), poly((0.0, 0.12), (0.04, 0.12), (0.1, 0.5), (0.0, 0.5)))
    blossoms = [
        (-0.24, 0.13),
        (-0.26, 0.03),
        (0.25, 0.12),
        (0.22, 0.02),
        (-0.09, 0.36),
        (0.1, 0.42),
        (-0.04, 0.45),
        (0.11, 0.25),
    ]
    pen.fill(toned(palette.light, richer=1), *(oval(x, y, 0.02) for x, y in blossoms))
    _sash(pen, flesh)
    _updo(pen)


def _sash(pen: Pen, flesh: Color) -> None:
    """Draw a sash with its cord, and the face above the collar."""
    palette = pen.palette
    pen.fill(
        palette.second if palette.second != palette.main else palette.accent,
        smooth((-0.14, 0.0), (0, -0.02), (0.14, 0.0), (0.14, 0.11), (0, 0.13), (-0.14, 0.11)),
    )
    pen.fill(palette.sun, box(-0.14, 0.045, 0.14, 0.065))
    pen.fill(flesh, box(-0.03, -0.26, 0.03, -0.17), oval(0, -0.32, 0.075, 0.088))
    pen.fill(
        palette.light,
        poly((-0.075, -0.2), (0.0, -0.05), (0.02, -0.09), (-0.045, -0.2)),
        poly((0.075, -0.2), (0.0, -0.05), (0.045, -0.2)),
    )


def _updo(pen: Pen) -> None:
    hair = rgb("1d1a22")
    pen.fill(
        hair,
        smooth(
            (-0.095, -0.32),
            (-0.085, -0.42),
            (0, -0.45),
            (0.085, -0.42),
            (0.095, -0.32),
            (0.05, -0.375),
            (-0.05, -0.375),
        ),
        oval(0.0, -0.465, 0.05, 0.04),
    )
    pen.fill(pen.palette.sun, line((-0.1, -0.5), (0.08, -0.43), 0.012), oval(0.085, -0.42, 0.02))
    pen.fill(
        hair,
        *(smooth((x - 0.018, -0.325), (x, -0.318), (x + 0.018, -0.325), (x, -0.33)) for x in (-0.03, 0.03)),
    )
    pen.fill(rgb("b8323a"), oval(0, -0.27, 0.014, 0.009))
