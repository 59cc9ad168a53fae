"""Animals: about 1 high, the middle at the origin."""

from __future__ import annotations

from service.demo.painters.palettes import Color, mixed, toned
from service.demo.painters.shapes import arc, box, line, mirrored, oval, poly, smooth, stroke
from service.demo.painters.sheet import Pen


def cat(pen: Pen) -> None:
    """Draw a cat that sits and looks."""
    palette, coat = pen.palette, pen.palette.main
    stripe = toned(coat, lighter=-0.13)
    tail = smooth((0.14, 0.42), (0.34, 0.44), (0.42, 0.28), (0.36, 0.12), (0.44, 0.04), closed=False)
    pen.fill(toned(coat, lighter=-0.05), stroke(tail, 0.09, 0.05))
    pen.fill(
        coat,
        smooth(
            (-0.1, -0.12),
            (0.1, -0.12),
            (0.19, 0.12),
            (0.25, 0.38),
            (0.2, 0.5),
            (-0.2, 0.5),
            (-0.25, 0.38),
            (-0.19, 0.12),
        ),
    )
    pen.fill(
        mixed(coat, palette.light, 0.65),
        smooth((-0.07, -0.05), (0.07, -0.05), (0.1, 0.16), (0, 0.28), (-0.1, 0.16)),
    )
    pen.fill(stripe, line((-0.05, 0.3), (-0.05, 0.49), 0.012), line((0.05, 0.3), (0.05, 0.49), 0.012))
    pen.fill(
        stripe,
        *(
            smooth((x, y), (x * 0.6, y + 0.03), (x * 0.62, y + 0.06), (x * 1.02, y + 0.05))
            for y in (0.1, 0.2, 0.3)
            for x in (-0.21, 0.21)
        ),
    )
    paws = [oval(x, 0.49, 0.075, 0.04) for x in (-0.08, 0.08)]
    pen.fill(mixed(coat, palette.light, 0.5), *paws)
    _cat_head(pen.at(0, -0.23), coat, stripe)


def _cat_head(pen: Pen, coat: Color, stripe: Color) -> None:
    palette = pen.palette
    ear = poly((-0.2, -0.02), (-0.215, -0.25), (-0.03, -0.13))
    pen.fill(
        coat,
        ear,
        mirrored(ear),
        smooth(
            (-0.215, 0.02),
            (-0.15, -0.13),
            (0, -0.165),
            (0.15, -0.13),
            (0.215, 0.02),
            (0.13, 0.14),
            (0, 0.165),
            (-0.13, 0.14),
        ),
    )
    inner = poly((-0.175, -0.08), (-0.19, -0.2), (-0.08, -0.125))
    pen.fill(mixed(coat, palette.light, 0.45), inner, mirrored(inner))
    pen.fill(
        stripe,
        poly((-0.02, -0.16), (0.02, -0.16), (0, -0.08)),
        poly((-0.075, -0.15), (-0.045, -0.155), (-0.055, -0.085)),
        poly((0.075, -0.15), (0.045, -0.155), (0.055, -0.085)),
    )
    _cat_face(pen, coat)


def _cat_face(pen: Pen, coat: Color) -> None:
    """Muzzle, eyes, nose and whiskers."""
    palette = pen.palette
    pen.fill(
        mixed(coat, palette.light, 0.65),
        smooth((-0.09, 0.06), (0, 0.025), (0.09, 0.06), (0.06, 0.14), (-0.06, 0.14)),
    )
    pen.fill(
        mixed(palette.light, palette.sun, 0.6), *(oval(x, -0.015, 0.048, 0.042) for x in (-0.095, 0.095))
    )
    pen.fill(
        palette.dark,
        *(oval(x, -0.015, 0.017, 0.04) for x in (-0.095, 0.095)),
        poly((-0.025, 0.05), (0.025, 0.05), (0, 0.08)),
    )
    whiskers = [
        line((x * 0.09, 0.085), (x * 0.27, 0.06 + d), 0.007, 0.003)
        for x in (-1, 1)
        for d in (-0.02, 0.03, 0.08)
    ]
    pen.fill(mixed(palette.light, palette.dark, 0.15), *whiskers)


def fox(pen: Pen) -> None:
    """Draw a fox that sits, its tail around its feet."""
    palette, coat = pen.palette, pen.palette.main
    pale = mixed(coat, palette.light, 0.85)
    pen.fill(
        toned(coat, lighter=-0.06),
        smooth((0.1, 0.46), (0.3, 0.5), (0.47, 0.38), (0.5, 0.16), (0.38, 0.2), (0.26, 0.3)),
    )
    pen.fill(pale, smooth((0.5, 0.16), (0.47, 0.28), (0.42, 0.24), (0.38, 0.2), (0.46, 0.12)))
    pen.fill(
        coat,
        smooth(
            (-0.1, -0.1),
            (0.1, -0.1),
            (0.17, 0.12),
            (0.23, 0.38),
            (0.17, 0.5),
            (-0.17, 0.5),
            (-0.2, 0.38),
            (-0.15, 0.12),
        ),
    )
    pen.fill(pale, smooth((-0.09, -0.06), (0.09, -0.06), (0.07, 0.14), (0, 0.26), (-0.07, 0.14)))
    pen.fill(palette.dark, box(-0.1, 0.32, -0.04, 0.5), box(0.04, 0.32, 0.1, 0.5))
    _fox_head(pen, coat, pale)


def _fox_head(pen: Pen, coat: Color, pale: Color) -> None:
    """Pointed ears, white cheeks, eyes and nose."""
    palette = pen.palette
    ear = poly((-0.19, -0.22), (-0.2, -0.48), (-0.03, -0.32))
    pen.fill(coat, ear, mirrored(ear))
    tip = poly((-0.196, -0.38), (-0.2, -0.48), (-0.13, -0.415))
    pen.fill(palette.dark, tip, mirrored(tip))
    pen.fill(
        coat,
        smooth(
            (-0.23, -0.14),
            (-0.15, -0.31),
            (0, -0.34),
            (0.15, -0.31),
            (0.23, -0.14),
            (0.08, 0.02),
            (0, 0.05),
            (-0.08, 0.02),
        ),
    )
    cheek = smooth((-0.23, -0.14), (-0.12, -0.14), (-0.02, 0.0), (0, 0.05), (-0.08, 0.02))
    pen.fill(pale, cheek, mirrored(cheek))
    pen.fill(
        palette.dark, *(oval(x, -0.15, 0.024, 0.028) for x in (-0.085, 0.085)), oval(0, 0.03, 0.032, 0.026)
    )


def rabbit(pen: Pen) -> None:
    """Draw a rabbit that sits, from the side."""
    coat, palette = pen.palette.main, pen.palette
    shade = toned(coat, lighter=-0.08)
    pen.fill(shade, smooth((-0.2, -0.2), (-0.14, -0.5), (-0.06, -0.5), (-0.1, -0.2)))
    pen.fill(
        coat,
        oval(0.12, 0.24, 0.3, 0.25),
        oval(-0.16, -0.1, 0.16, 0.14),
        smooth((-0.22, 0.0), (-0.02, -0.06), (0.1, 0.1), (0.0, 0.46), (-0.18, 0.48)),
    )
    pen.fill(coat, smooth((-0.14, -0.2), (-0.02, -0.52), (0.07, -0.48), (-0.02, -0.16)))
    pen.fill(
        mixed(coat, palette.accent, 0.3), smooth((-0.1, -0.22), (-0.01, -0.45), (0.03, -0.42), (-0.04, -0.2))
    )
    pen.fill(shade, smooth((0.02, 0.2), (0.2, 0.1), (0.34, 0.3), (0.24, 0.46), (0.02, 0.47)))
    pen.fill(coat, oval(0.42, 0.28, 0.08), oval(-0.14, 0.48, 0.1, 0.035), oval(0.14, 0.48, 0.16, 0.04))
    pen.fill(palette.dark, oval(-0.2, -0.13, 0.022, 0.028), oval(-0.31, -0.07, 0.016))


def owl(pen: Pen) -> None:
    """Draw an owl on a branch."""
    palette = pen.palette
    coat = mixed(palette.main, palette.dark, 0.25)
    pale = mixed(palette.light, coat, 0.2)
    pen.fill(
        mixed(palette.near, palette.dark, 0.7),
        smooth(
            (-0.9, 0.42),
            (-0.3, 0.4),
            (0.4, 0.43),
            (0.95, 0.36),
            (0.95, 0.42),
            (0.4, 0.5),
            (-0.3, 0.47),
            (-0.9, 0.5),
        ),
    )
    _owl_body(pen, coat, pale)
    _owl_face(pen, pale)


def _owl_body(pen: Pen, coat: Color, pale: Color) -> None:
    """Ears, body, the pattern of its breast, and wings."""
    tuft = poly((-0.25, -0.3), (-0.27, -0.5), (-0.06, -0.38))
    pen.fill(
        coat,
        tuft,
        mirrored(tuft),
        smooth(
            (-0.26, -0.28),
            (0, -0.42),
            (0.26, -0.28),
            (0.31, 0.05),
            (0.22, 0.36),
            (0, 0.46),
            (-0.22, 0.36),
            (-0.31, 0.05),
        ),
    )
    pen.fill(pale, smooth((-0.16, 0.0), (0, -0.05), (0.16, 0.0), (0.17, 0.2), (0, 0.42), (-0.17, 0.2)))
    feathers = [
        arc(x, y, 0.035, 0.045, 0, 180)
        for y, xs in (
            (0.05, (-0.09, 0, 0.09)),
            (0.13, (-0.05, 0.05)),
            (0.21, (-0.09, 0, 0.09)),
            (0.29, (-0.05, 0.05)),
        )
        for x in xs
    ]
    pen.fill(coat, *feathers)
    wing = smooth((-0.26, -0.12), (-0.18, 0.0), (-0.17, 0.2), (-0.22, 0.38), (-0.34, 0.16))
    pen.fill(toned(coat, lighter=-0.08), wing, mirrored(wing))


def _owl_face(pen: Pen, pale: Color) -> None:
    """Large eyes, a beak, and claws around the branch."""
    palette = pen.palette
    pen.fill(mixed(pale, palette.light, 0.6), *(oval(x, -0.2, 0.135, 0.14) for x in (-0.12, 0.12)))
    pen.fill(palette.sun, *(oval(x, -0.2, 0.085) for x in (-0.115, 0.115)))
    pen.fill(palette.dark, *(oval(x, -0.2, 0.05) for x in (-0.11, 0.11)))
    pen.fill(palette.light, *(oval(x, -0.22, 0.016) for x in (-0.095, 0.125)))
    pen.fill(
        palette.second,
        poly((-0.035, -0.15), (0.035, -0.15), (0, -0.04)),
        *(oval(x, 0.44, 0.04, 0.03) for x in (-0.12, -0.05, 0.05, 0.12)),
    )


def bird(pen: Pen) -> None:
    """Draw a parrot-like bird on a branch among leaves."""
    palette, coat = pen.palette, pen.palette.main
    _perch(pen)
    tail = [
        smooth((0.12, 0.2), (0.22 + d, 0.36), (0.3 + d, 0.62), (0.22 + d, 0.6), (0.1, 0.36))
        for d in (0.0, 0.08)
    ]
    pen.fill(toned(coat, lighter=-0.1), *tail)
    pen.fill(
        coat,
        smooth(
            (-0.2, -0.3),
            (-0.08, -0.44),
            (0.08, -0.38),
            (0.14, -0.2),
            (0.24, 0.1),
            (0.2, 0.28),
            (0.02, 0.3),
            (-0.14, 0.16),
            (-0.2, -0.06),
        ),
    )
    _feathers(pen, coat)
    pen.fill(palette.light, oval(-0.09, -0.29, 0.06, 0.055))
    pen.fill(
        palette.dark,
        oval(-0.1, -0.29, 0.024),
        smooth((-0.17, -0.34), (-0.28, -0.29), (-0.29, -0.16), (-0.23, -0.22), (-0.16, -0.22)),
    )
    pen.fill(palette.dark, *(oval(x, 0.28, 0.03, 0.035) for x in (-0.04, 0.05)))


def _perch(pen: Pen) -> None:
    """Draw a branch with leaves."""
    palette = pen.palette
    pen.fill(
        mixed(palette.near, palette.dark, 0.55),
        smooth(
            (-0.95, 0.3),
            (-0.3, 0.24),
            (0.4, 0.29),
            (0.95, 0.2),
            (0.95, 0.25),
            (0.4, 0.35),
            (-0.3, 0.3),
            (-0.95, 0.36),
        ),
    )
    for i, x in enumerate((-0.75, -0.55, 0.5, 0.72, 0.88, -0.9)):
        leaf(pen.at(x, 0.26, 0.34, -70 + 47 * i), mixed(palette.mid, palette.second, 0.25 * (i % 3)))


def _feathers(pen: Pen, coat: Color) -> None:
    """Belly, wing and the feathers on it."""
    palette = pen.palette
    belly = palette.second if palette.second != coat else palette.accent
    pen.fill(
        mixed(belly, palette.light, 0.15),
        smooth((-0.19, -0.18), (-0.08, -0.1), (0.02, 0.14), (0.06, 0.28), (-0.1, 0.2), (-0.19, 0.0)),
    )
    pen.fill(
        toned(coat, lighter=-0.08),
        smooth((0.02, -0.16), (0.14, -0.14), (0.26, 0.14), (0.25, 0.34), (0.12, 0.2), (0.02, 0.02)),
    )
    pen.fill(
        mixed(palette.accent, coat, 0.4),
        *(
            smooth(
                (0.07 + d, -0.04 + 2 * d),
                (0.16 + d, 0.04 + 2 * d),
                (0.18 + d, 0.14 + 2 * d),
                (0.09 + d, 0.06 + 2 * d),
            )
            for d in (0.0, 0.04)
        ),
    )


def leaf(pen: Pen, color: Color) -> None:
    """Draw a leaf, 1 long, from the origin to the right."""
    pen.fill(color, smooth((0, 0), (0.3, -0.2), (0.7, -0.17), (1, 0), (0.7, 0.17), (0.3, 0.2)))
    pen.fill(toned(color, lighter=0.1), line((0.04, 0), (0.9, 0), 0.03, 0.01))
