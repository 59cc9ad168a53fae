"""The figures: each a chart made from plain data, as JSON brings it. For the drawing process alone.

Altair takes a third of a second to import; whoever only wants a drawing asks `service.web.charts.drawing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import altair as alt

from service.web.charts.sizes import WIDTH, height_of
from service.web.charts.theme import Theme

Data = Mapping[str, Any]
Chart = alt.TopLevelMixin
Figure = Callable[[Data, Theme], Chart]

_THICK = 7
_FADED = 0.35
# A line through more points is read as one without their dots.
_MOST_DOTS = 40


def intervals(data: Data, look: Theme) -> Chart:
    """Return rows, each with an interval and the point in its middle; the low end is what the order goes by.

    ``rows`` of ``{name, low, mid, high}``, the best first; ``unit`` names the axis.
    """
    base = _chart(data["rows"]).encode(
        y=alt.Y(
            "name:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelColor=look.ink)
        ),
        x=alt.X("low:Q", title=data["unit"], scale=alt.Scale(zero=False, nice=True)),
    )
    bars = base.mark_rule(strokeWidth=_THICK, opacity=_FADED, color=look.accent, strokeCap="round")
    middles = base.mark_point(shape="stroke", angle=90, size=110, strokeWidth=2, color=look.ink, opacity=1)
    scores = base.mark_circle(size=70, color=look.accent, opacity=1)
    layers = (bars.encode(x2="high:Q"), middles.encode(x="mid:Q"), scores)
    return alt.layer(*layers)


def lines(data: Data, look: Theme) -> Chart:
    """Series over days: ``series`` of ``{name, points: [{date, value}]}``; ``unit`` names the axis."""
    values = [{"name": s["name"], **point} for s in data["series"] for point in s["points"]]
    base = _chart(values).encode(
        x=_date(),
        y=alt.Y("value:Q", title=data["unit"], scale=alt.Scale(zero=False)),
        color=alt.Color(
            "name:N",
            sort=None,
            title=None,
            legend=None if len(data["series"]) == 1 else alt.Legend(orient="bottom", columns=4),
            scale=alt.Scale(domain=[s["name"] for s in data["series"]], range=list(look.series)),
        ),
    )
    drawn = base.mark_line(strokeWidth=2, interpolate="monotone")
    if max((len(s["points"]) for s in data["series"]), default=0) > _MOST_DOTS:
        return alt.layer(drawn)
    return alt.layer(drawn, base.mark_circle(size=26, opacity=1))


def days(data: Data, look: Theme) -> Chart:
    """Counts by day and kind, stacked: ``rows`` of ``{date, kind, count}``, ``kinds`` from the bottom up."""
    kinds = data["kinds"]
    bars = _chart(data["rows"]).transform_calculate(order=f"indexof({kinds!r}, datum.kind)").mark_bar()
    chart: alt.Chart = bars.encode(
        x=_date(),
        y=alt.Y("sum(count):Q", title=data["unit"], axis=alt.Axis(tickMinStep=1, format=",d")),
        color=alt.Color(
            "kind:N",
            title=None,
            legend=alt.Legend(orient="bottom", columns=4),
            scale=alt.Scale(domain=kinds, range=list(look.series)),
        ),
        order="order:Q",
    )
    return chart


def curves(data: Data, look: Theme) -> Chart:
    """Curves of numbers: ``series`` of ``{name, points: [[x, y]], mark?}``, ``x`` and ``y`` name the axes.

    ``mark`` is an x at which the curve gets a dropped line, such as a score.
    """
    names = [s["name"] for s in data["series"]]
    values = [{"name": s["name"], "x": x, "y": y} for s in data["series"] for x, y in s["points"]]
    marks = [{"name": s["name"], "x": s["mark"]} for s in data["series"] if "mark" in s]
    x = alt.X("x:Q", title=data["x"], scale=alt.Scale(nice=False), axis=alt.Axis(grid=False))
    color = alt.Color(
        "name:N",
        sort=None,
        title=None,
        legend=None if len(names) == 1 else alt.Legend(orient="bottom", columns=4),
        scale=alt.Scale(domain=names, range=list(look.series)),
    )
    y = alt.Y(
        "y:Q", title=data["y"], axis=alt.Axis(format="%") if data.get("percent") else alt.Axis(labels=False)
    )
    drawn = _chart(values).mark_line(strokeWidth=2.5).encode(x=x, y=y, color=color)
    dropped = _chart(marks).mark_rule(strokeDash=[5, 4], strokeWidth=2)
    return alt.layer(drawn, dropped.encode(x="x:Q", color=color))


def _chart(values: list[Any]) -> alt.Chart:
    return alt.Chart({"values": values})


def _date() -> alt.X:
    return alt.X(
        "utcyearmonthdate(date):T",
        title=None,
        axis=alt.Axis(
            grid=False, labelOverlap=True, format="%-d %b %Y", tickCount={"interval": "day", "step": 7}
        ),
    )


FIGURES: dict[str, Figure] = {"intervals": intervals, "lines": lines, "days": days, "curves": curves}
"""The figures by the names under which they are asked for."""


def specification(figure: str, data: Data, look: Theme) -> dict[str, Any]:
    """Return a figure as Vega-Lite, in its look and its size; the data's ``title`` stands above it."""
    made: dict[str, Any] = FIGURES[figure](data, look).to_dict()
    size = {"width": WIDTH, "height": height_of(figure, data)}
    fit = {"type": "fit", "contains": "padding"}
    return {**made, **size, "title": data["title"], "autosize": fit, "config": look.config()}
