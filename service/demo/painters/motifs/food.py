"""Food and drink on a table: about 1 high, standing at 0.5."""

from __future__ import annotations

from service.demo.painters.motifs.animals import leaf
from service.demo.painters.palettes import Color, mixed, rgb, toned
from service.demo.painters.shapes import Points, arc, box, line, oval, poly, ring, smooth, stroke
from service.demo.painters.sheet import Pen


def _shadow(pen: Pen, half: float) -> None:
    pen.fill(mixed(pen.palette.mid, pen.palette.dark, 0.35), oval(0.04, 0.49, half, half * 0.14))


def _steam(pen: Pen, x: float, y: float) -> None:
    wisps = [
        stroke(
            smooth(
                (x + d, y),
                (x + d + 0.05, y - 0.12),
                (x + d - 0.03, y - 0.24),
                (x + d + 0.04, y - 0.38),
                closed=False,
            ),
            0.035,
            0.008,
        )
        for d in (-0.14, 0.0, 0.14)
    ]
    pen.fill(mixed(pen.palette.light, pen.palette.sky[0], 0.35), *wisps)


def bowl(pen: Pen) -> None:
    """Draw a steaming bowl of ramen, with chopsticks."""
    palette = pen.palette
    china, broth = palette.accent, rgb("c98a3a")
    _shadow(pen, 0.46)
    _steam(pen, 0, -0.12)
    pen.fill(
        china,
        smooth(
            (-0.5, 0.0),
            (-0.44, 0.2),
            (-0.28, 0.4),
            (-0.16, 0.44),
            (-0.16, 0.5),
            (0.16, 0.5),
            (0.16, 0.44),
            (0.28, 0.4),
            (0.44, 0.2),
            (0.5, 0.0),
            (0, 0.1),
        ),
    )
    pen.fill(
        toned(china, lighter=-0.08), smooth((0.2, 0.1), (0.5, 0.0), (0.44, 0.2), (0.28, 0.4), (0.1, 0.46))
    )
    pen.fill(
        mixed(china, palette.light, 0.6),
        stroke(smooth((-0.46, 0.14), (-0.2, 0.24), (0.2, 0.24), (0.46, 0.14), closed=False), 0.03),
    )
    pen.fill(mixed(china, palette.light, 0.35), oval(0, 0, 0.5, 0.15))
    _soup(pen, broth)
    pen.fill(
        palette.main,
        line((0.1, 0.0), (0.7, -0.38), 0.02, 0.032),
        line((0.16, 0.02), (0.76, -0.31), 0.02, 0.032),
    )


def _soup(pen: Pen, broth: Color) -> None:
    """Noodles, eggs, meat, seaweed and onions in a broth."""
    palette = pen.palette
    pen.fill(broth, oval(0, 0.005, 0.45, 0.122))
    noodles = [
        stroke(arc(-0.16 + 0.03 * i, 0.045, 0.14 - 0.012 * i, 0.06 - 0.006 * i, 180, 380), 0.015)
        for i in range(6)
    ]
    pen.fill(rgb("f3d78d"), *noodles)
    for x, y in ((0.12, -0.04), (0.23, 0.0)):
        pen.fill(palette.light, oval(x, y, 0.085, 0.045))
        pen.fill(rgb("f0a030"), oval(x, y, 0.045, 0.026))
    pen.fill(rgb("b5563f"), oval(0.02, 0.055, 0.1, 0.04), oval(0.11, 0.075, 0.09, 0.034))
    pen.fill(rgb("2e4a36"), poly((-0.34, 0.0), (-0.3, -0.22), (-0.16, -0.2), (-0.2, 0.0)))
    pen.fill(
        rgb("5f9e4b"),
        *(
            oval(x, y, 0.018, 0.01)
            for x, y in ((-0.06, -0.05), (0.0, -0.07), (0.3, 0.05), (-0.3, 0.04), (0.05, 0.0))
        ),
    )


def cake(pen: Pen) -> None:
    """Draw a cake of three tiers with icing that runs, and candles."""
    palette = pen.palette
    sponge, icing = mixed(palette.light, rgb("e9c48f"), 0.55), palette.main
    _shadow(pen, 0.5)
    pen.fill(palette.light, oval(0, 0.45, 0.52, 0.07))
    pen.fill(
        mixed(palette.light, palette.dark, 0.15),
        smooth((-0.14, 0.48), (0.14, 0.48), (0.2, 0.54), (-0.2, 0.54)),
    )
    for half, top, bottom in ((0.42, 0.16, 0.44), (0.3, -0.08, 0.18), (0.19, -0.29, -0.05)):
        pen.fill(sponge, _barrel(half, top, bottom))
        pen.fill(
            toned(sponge, lighter=-0.07),
            poly((half * 0.5, top), (half, top), (half, bottom), (half * 0.5, bottom + 0.03)),
        )
        pen.fill(icing, _icing(pen, half, top))
        pen.fill(toned(icing, lighter=0.1), oval(0, top, half, half * 0.16))
        pearls = [
            oval(-half + half * 2 * i / 9, bottom - 0.005 + 0.02 * (1 - abs(i - 4.5) / 4.5), 0.02)
            for i in range(10)
        ]
        pen.fill(palette.second, *pearls)
    for x in (-0.1, 0.0, 0.1):
        pen.fill(palette.accent, box(x - 0.012, -0.44, x + 0.012, -0.29))
        pen.fill(palette.sun, smooth((x, -0.53), (x + 0.022, -0.47), (x, -0.44), (x - 0.022, -0.47)))
    pen.fill(
        rgb("c3303a"),
        *(oval(x, y, 0.032) for x, y in ((-0.25, -0.1), (0.24, -0.1), (-0.36, 0.13), (0.35, 0.13))),
    )


def _barrel(half: float, top: float, bottom: float) -> Points:
    return smooth(
        (-half, top),
        (-half, bottom - 0.01),
        (-half * 0.5, bottom + 0.028),
        (half * 0.5, bottom + 0.028),
        (half, bottom - 0.01),
        (half, top),
        (0, top + half * 0.1),
    )


def _icing(pen: Pen, half: float, top: float) -> Points:
    """Icing that runs down over an edge."""
    drips = [
        (-half + half * 2 * i / 12, top + (pen.around(0.07, 0.13) if i % 2 else 0.045)) for i in range(13)
    ]
    return smooth((-half, top - 0.005), *drips, (half, top - 0.005), (0, top - 0.03), steps=6)


def fruit(pen: Pen) -> None:
    """Two apples and a pear."""
    palette = pen.palette
    _shadow(pen, 0.6)
    pear = rgb("c9b53c") if palette.main != rgb("f2bd2c") else rgb("93a83a")
    pen.fill(
        pear,
        smooth(
            (0.02, -0.4),
            (0.13, -0.34),
            (0.17, -0.12),
            (0.3, 0.1),
            (0.31, 0.34),
            (0.14, 0.48),
            (-0.08, 0.48),
            (-0.24, 0.34),
            (-0.22, 0.1),
            (-0.1, -0.12),
            (-0.07, -0.34),
        ),
    )
    pen.fill(
        toned(pear, lighter=-0.08),
        smooth((0.1, -0.3), (0.17, -0.12), (0.3, 0.1), (0.31, 0.34), (0.14, 0.48), (0.2, 0.2)),
    )
    pen.fill(
        palette.dark, stroke(smooth((0.03, -0.38), (0.05, -0.48), (0.12, -0.54), closed=False), 0.02, 0.028)
    )
    leaf(pen.at(0.06, -0.45, 0.22, -28), rgb("5c8a3f"))
    _apple(pen.at(-0.36, 0.24, 0.27), palette.main)
    _apple(pen.at(0.44, 0.27, 0.24, 8), mixed(palette.main, rgb("e8b23a"), 0.35))
    pen.fill(
        mixed(pear, palette.light, 0.6), smooth((-0.13, 0.1), (-0.06, 0.0), (-0.06, 0.16), (-0.13, 0.26))
    )


def _apple(pen: Pen, color: Color) -> None:
    """Draw an apple of radius 1."""
    pen.fill(
        color,
        smooth(
            (0, -0.72),
            (0.38, -0.9),
            (0.85, -0.66),
            (1.0, -0.1),
            (0.78, 0.58),
            (0.36, 0.92),
            (0, 0.84),
            (-0.36, 0.92),
            (-0.78, 0.58),
            (-1.0, -0.1),
            (-0.85, -0.66),
            (-0.38, -0.9),
        ),
    )
    pen.fill(
        toned(color, lighter=-0.1),
        smooth(
            (0.4, -0.86),
            (0.85, -0.66),
            (1.0, -0.1),
            (0.78, 0.58),
            (0.36, 0.92),
            (0.1, 0.84),
            (0.6, 0.3),
            (0.66, -0.3),
        ),
    )
    pen.fill(
        mixed(color, pen.palette.light, 0.65),
        smooth((-0.7, -0.3), (-0.5, -0.62), (-0.38, -0.5), (-0.58, -0.1)),
    )
    pen.fill(
        pen.palette.dark, stroke(smooth((0, -0.66), (0.04, -0.95), (0.18, -1.15), closed=False), 0.07, 0.1)
    )
    leaf(pen.at(0.06, -0.9, 0.6, -32), rgb("6b9a45"))


def cup(pen: Pen) -> None:
    """Draw a cup of coffee on its saucer, with a biscuit and a spoon."""
    palette = pen.palette
    china = palette.second if palette.second != palette.main else palette.light
    china = mixed(china, palette.light, 0.35)
    _shadow(pen, 0.62)
    _steam(pen, -0.04, -0.24)
    pen.fill(mixed(china, palette.dark, 0.12), oval(0, 0.41, 0.62, 0.11))
    pen.fill(china, oval(0, 0.395, 0.6, 0.1))
    pen.fill(mixed(china, palette.dark, 0.15), oval(0, 0.39, 0.3, 0.05))
    pen.fill(china, ring(0.4, 0.06, 0.14, 0.055))
    pen.fill(
        china,
        smooth(
            (-0.4, -0.14),
            (-0.38, 0.1),
            (-0.27, 0.3),
            (-0.15, 0.385),
            (0.15, 0.385),
            (0.27, 0.3),
            (0.38, 0.1),
            (0.4, -0.14),
            (0, -0.02),
        ),
    )
    pen.fill(
        toned(china, lighter=-0.09),
        smooth((0.16, -0.06), (0.4, -0.14), (0.38, 0.1), (0.27, 0.3), (0.1, 0.385)),
    )
    pen.fill(
        palette.accent,
        stroke(smooth((-0.39, 0.0), (-0.2, 0.075), (0.2, 0.075), (0.39, 0.0), closed=False), 0.035),
    )
    pen.fill(toned(china, lighter=0.05), oval(0, -0.14, 0.4, 0.115))
    _coffee(pen)


def _coffee(pen: Pen) -> None:
    """Coffee with milk in a cup; beside it a spoon and a biscuit."""
    palette = pen.palette
    pen.fill(rgb("4a2c1c"), oval(0, -0.135, 0.355, 0.09))
    pen.fill(
        rgb("b98552"),
        smooth((-0.16, -0.15), (0, -0.19), (0.16, -0.15), (0.05, -0.1), (0, -0.085), (-0.05, -0.1)),
    )
    pen.fill(
        mixed(palette.light, palette.dark, 0.35),
        line((-0.62, 0.34), (-0.26, 0.41), 0.018),
        oval(-0.64, 0.335, 0.06, 0.028, 12),
    )
    pen.fill(rgb("c98f4e"), oval(0.42, 0.36, 0.11, 0.04), oval(0.46, 0.335, 0.11, 0.04))


def cone(pen: Pen) -> None:
    """Three scoops of ice cream in a cone."""
    palette = pen.palette
    wafer = rgb("dba257")
    pen.fill(wafer, poly((-0.2, 0.06), (0.2, 0.06), (0.02, 0.6), (-0.02, 0.6)))
    grid = [line((-0.2 + 0.08 * i, 0.06), (0.005 + 0.02 * i, 0.58 - 0.07 * i), 0.01) for i in range(5)]
    pen.fill(
        toned(wafer, lighter=-0.13),
        *grid,
        *(line((0.2 - 0.08 * i, 0.06), (-0.005 - 0.02 * i, 0.58 - 0.07 * i), 0.01) for i in range(5)),
    )
    scoops = [
        (-0.13, -0.06, palette.second),
        (0.13, -0.06, mixed(palette.light, palette.sun, 0.4)),
        (0.0, -0.26, palette.main),
    ]
    for x, y, tone in scoops:
        skirt = [oval(x + 0.16 * d, y + 0.11, 0.055) for d in (-0.9, -0.45, 0.0, 0.45, 0.9)]
        pen.fill(tone, oval(x, y, 0.19), *skirt)
        pen.fill(
            toned(tone, lighter=-0.06),
            smooth(
                (x + 0.06, y - 0.17), (x + 0.19, y), (x + 0.16, y + 0.12), (x + 0.04, y + 0.15), (x + 0.11, y)
            ),
        )
        pen.fill(
            mixed(tone, palette.light, 0.6),
            smooth((x - 0.13, y - 0.03), (x - 0.07, y - 0.13), (x - 0.04, y - 0.1), (x - 0.1, y)),
        )
    pen.fill(rgb("b91d3a"), oval(0.0, -0.47, 0.065))
    pen.fill(palette.dark, stroke(smooth((0, -0.52), (0.03, -0.58), (0.1, -0.62), closed=False), 0.014))
    pen.fill(
        palette.accent,
        *(
            line((x, y), (x + 0.03, y + 0.02), 0.012)
            for x, y in ((-0.08, -0.34), (0.05, -0.36), (-0.02, -0.27), (0.1, -0.26), (-0.12, -0.24))
        ),
    )


def teapot(pen: Pen) -> None:
    """Draw a teapot with two glasses and mint."""
    metal = pen.palette.main
    _shadow(pen, 0.66)
    _steam(pen, -0.56, -0.24)
    pen.fill(toned(metal, lighter=-0.06), ring(0.34, 0.06, 0.2, 0.055))
    pen.fill(
        metal,
        smooth(
            (-0.2, 0.24),
            (-0.36, 0.06),
            (-0.42, -0.14),
            (-0.52, -0.18),
            (-0.5, -0.24),
            (-0.36, -0.22),
            (-0.3, -0.1),
            (-0.16, 0.02),
        ),
    )
    pen.fill(
        metal,
        smooth(
            (-0.1, -0.2),
            (0.1, -0.2),
            (0.26, -0.02),
            (0.32, 0.22),
            (0.22, 0.44),
            (0.16, 0.49),
            (-0.16, 0.49),
            (-0.22, 0.44),
            (-0.32, 0.22),
            (-0.26, -0.02),
        ),
    )
    _teapot_trim(pen, metal)
    for x, y in ((-0.56, 0.36), (0.62, 0.4)):
        _glass(pen.at(x, y, 0.2))


def _teapot_trim(pen: Pen, metal: Color) -> None:
    """Light and shade on the belly, its ornament, and the lid."""
    palette = pen.palette
    pen.fill(
        toned(metal, lighter=-0.09),
        smooth(
            (0.06, -0.19), (0.1, -0.2), (0.26, -0.02), (0.32, 0.22), (0.22, 0.44), (0.1, 0.49), (0.18, 0.2)
        ),
    )
    pen.fill(
        mixed(metal, palette.light, 0.55), smooth((-0.22, 0.06), (-0.13, -0.08), (-0.12, 0.0), (-0.2, 0.22))
    )
    pen.fill(
        palette.sun,
        stroke(smooth((-0.3, 0.2), (0, 0.26), (0.3, 0.2), closed=False), 0.03),
        *(poly((x, 0.29), (x + 0.03, 0.33), (x, 0.37), (x - 0.03, 0.33)) for x in (-0.2, -0.07, 0.07, 0.2)),
    )
    pen.fill(toned(metal, lighter=0.05), smooth((-0.12, -0.2), (-0.07, -0.31), (0.07, -0.31), (0.12, -0.2)))
    pen.fill(palette.sun, smooth((-0.03, -0.31), (-0.04, -0.38), (0, -0.43), (0.04, -0.38), (0.03, -0.31)))


def _glass(pen: Pen) -> None:
    palette = pen.palette
    pen.fill(
        mixed(palette.light, palette.sky[1], 0.35), poly((-0.5, -0.9), (0.5, -0.9), (0.38, 0.5), (-0.38, 0.5))
    )
    pen.fill(rgb("c48a35"), poly((-0.45, -0.45), (0.45, -0.45), (0.37, 0.44), (-0.37, 0.44)))
    leaf(pen.at(-0.1, -0.5, 0.8, -60), rgb("4f8f4a"))
    leaf(pen.at(0.1, -0.5, 0.7, -110), rgb("6aa85a"))
