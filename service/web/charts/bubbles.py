"""Bubbles with names: price across, score up, and the larger the faster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from service.web.charts.figure import Anchor, Drawing, Key, Pen, Table
from service.web.charts.frame import EDGE, NAMED, TOP, across, gutter, upward
from service.web.charts.labels import FONT_SIZE, Box, Side, box_of
from service.web.charts.scales import Scale, price_scale, tight_scale
from service.web.charts.svg import tag
from service.web.charts.svg_text import shortened

_PLOT = {True: 380, False: 320}
_SMALLEST, _LARGEST = 5.0, 15.0
_MOST_NAME = {True: 170, False: 120}
FREE = 1e-4
"""A free model is drawn where one with this price in dollars would be."""


class Bubble(NamedTuple):
    """A model: its price and score, how many images a minute it makes if that is known, and its place.

    ``best`` says that none is better and cheaper.
    """

    name: str
    price: float
    score: float
    pace: float | None
    best: bool


@dataclass(frozen=True, slots=True)
class Bubbles:
    """Models by price and score; names stand where there is room, those of the best values first."""

    title: str
    bubbles: Sequence[Bubble]
    table: Table
    keys: Sequence[Key] = ()

    def draw(self, pen: Pen) -> Drawing:
        """See Figure."""
        bottom = TOP + _PLOT[pen.wide]
        upright = tight_scale((one.score for one in self.bubbles), bottom - 12, TOP + 12, room=55)
        left = gutter(text for _, text in upright.ticks)
        right = pen.width - EDGE - _LARGEST
        along = price_scale((max(one.price, FREE) for one in self.bubbles), left + _LARGEST, right)
        circles = self._circles(along, upright)
        parts = [
            upward(pen, upright, left, pen.width - EDGE, name="Score (higher is better)"),
            across(pen, along, TOP, bottom, name="Price per image, US dollars (logarithmic)"),
            self._front(pen, along, upright, right),
            # The large ones first, so that no small one is hidden.
            *(_circle(pen, *entry) for entry in sorted(circles, key=lambda entry: -entry[1].r)),
            *self._names(pen, circles),
        ]
        anchors = [Anchor(circle.x, circle.y) for _, circle in circles]
        return Drawing(
            "".join(parts), bottom + NAMED, Box(left, TOP, pen.width - EDGE, bottom), anchors, "xy"
        )

    def _circles(self, along: Scale, upright: Scale) -> list[tuple[Bubble, _Circle]]:
        fastest = max((one.pace for one in self.bubbles if one.pace), default=1.0)
        return [
            (
                one,
                _Circle(along.at(max(one.price, FREE)), upright.at(one.score), _radius(one.pace, fastest)),
            )
            for one in self.bubbles
        ]

    def _front(self, pen: Pen, along: Scale, upright: Scale, right: float) -> str:
        """Return the steps through the best values: for each price the highest score to be had for it."""
        best = sorted((one.price, one.score) for one in self.bubbles if one.best)
        places = [(along.at(max(price, FREE)), upright.at(score)) for price, score in best]
        if not places:
            return ""
        path = f"M{places[0][0]:.1f} {places[0][1]:.1f}"
        path += "".join(f"H{x:.1f}V{y:.1f}" for x, y in places[1:]) + f"H{right:.1f}"
        return tag(
            "path", d=path, fill="none", stroke=pen.theme.accent, stroke_width=1.5, stroke_dasharray="5 4"
        )

    def _names(self, pen: Pen, circles: Sequence[tuple[Bubble, _Circle]]) -> list[str]:
        bodies = [circle.box for _, circle in circles]
        ordered = sorted(circles, key=lambda entry: (not entry[0].best, -entry[0].score))
        parts = []
        for one, circle in ordered:
            text = shortened(one.name, _MOST_NAME[pen.wide], FONT_SIZE)
            others = [box for box in bodies if box != circle.box]
            fill = pen.theme.ink if one.best else pen.theme.quiet
            for x, y, side in circle.places:
                place = box_of(text, x, y, side)
                if any(place.meets(other) for other in others):
                    continue
                if label := pen.labels.put(text, x, y, fill, side, halo=pen.theme.ground):
                    parts.append(label)
                    break
        return parts


class _Circle(NamedTuple):
    x: float
    y: float
    r: float

    @property
    def box(self) -> Box:
        return Box(self.x - self.r, self.y - self.r, self.x + self.r, self.y + self.r)

    @property
    def places(self) -> tuple[tuple[float, float, Side], ...]:
        """The baselines at which a name may stand, the best first."""
        aside, above, below = self.r + 5, self.y - self.r - 4, self.y + self.r + FONT_SIZE + 1
        return (
            (self.x + aside, self.y + 4, "start"),
            (self.x - aside, self.y + 4, "end"),
            (self.x, above, "middle"),
            (self.x, below, "middle"),
            (self.x + self.r, above + 2, "start"),
            (self.x - self.r, above + 2, "end"),
            (self.x + self.r, below - 2, "start"),
            (self.x - self.r, below - 2, "end"),
        )


def _radius(pace: float | None, fastest: float) -> float:
    """Return the radius: the area grows with the pace. Where that is unknown, the circle is small."""
    if pace is None:
        return _SMALLEST
    return max(_SMALLEST, _LARGEST * sqrt(pace / fastest))


def _circle(pen: Pen, one: Bubble, circle: _Circle) -> str:
    theme = pen.theme
    paint = theme.accent if one.best else theme.quiet
    dashes = {"stroke_dasharray": "2 2"} if one.pace is None else {}
    return tag(
        "circle",
        cx=circle.x,
        cy=circle.y,
        r=circle.r,
        fill=paint,
        fill_opacity=0.7 if one.best else 0.3,
        stroke=paint,
        stroke_width=1.5,
        **dashes,
    )
