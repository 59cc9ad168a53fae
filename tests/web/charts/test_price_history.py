"""A model's prices over time: steps, one chart for each currency in which a price changed."""

from __future__ import annotations

from service.arena.models.pricing import PricePoint, Pricing
from service.web.charts.lines import Point
from service.web.charts.price_history import price_figures

TODAY = 20_779  # 2026-11-22


def point(provider: str, amount: float, since: str, change: float | None = None, **more: str) -> PricePoint:
    return PricePoint(provider, amount, more.get("currency", "USD"), more.get("note"), since, change)


def test_a_price_holds_until_the_next_one_and_the_last_until_today() -> None:
    history = (point("fal", 0.03, "2026-11-12", -0.25), point("fal", 0.04, "2026-11-02"))
    (figure,) = price_figures(Pricing(None, (), TODAY, history))
    (line,) = figure.lines
    assert line.points == [
        Point(TODAY - 20, 0.04),
        Point(TODAY - 10, 0.04),
        Point(TODAY - 10, 0.03),
        Point(TODAY, 0.03),
    ]
    assert (line.series, figure.keys, figure.y) == (None, (), "Price per image (USD)")
    assert [[cell.text for cell in row] for row in figure.table.rows] == [
        ["2 November 2026", "$0.04"],
        ["12 November 2026", "$0.03"],
        ["22 November 2026", "$0.03"],
    ]


def test_what_a_provider_no_longer_sells_ends_and_currencies_are_apart() -> None:
    history = (
        point("luma", 0.5, "2026-11-20", 0.25, currency="EUR"),
        point("fal", 0.03, "2026-11-12", -0.25, note="small"),
        point("luma", 0.4, "2026-11-10", currency="EUR"),
        point("bfl", 0.02, "2026-11-10"),
        point("fal", 0.08, "2026-11-02", note="large"),
        point("fal", 0.04, "2026-11-02", note="small"),
    )
    dollars, euros = price_figures(Pricing(None, (), TODAY, history))
    assert [key.name for key in dollars.keys] == ["fal (small)", "bfl", "fal (large)"]
    assert [line.points[-1] for line in dollars.lines] == [
        Point(TODAY, 0.03),
        Point(TODAY, 0.02),
        Point(TODAY - 11, 0.08),
    ]
    assert [[cell.text for cell in row] for row in dollars.table.rows][2:] == [
        ["11 November 2026", "$0.04", "$0.02", "$0.08"],
        ["12 November 2026", "$0.03", "$0.02", "–"],
        ["22 November 2026", "$0.03", "$0.02", "–"],
    ]
    assert [line.name for line in euros.lines] == ["luma"]


def test_prices_that_never_changed_need_no_chart() -> None:
    history = (point("luma", 0.02, "2026-11-10"), point("fal", 0.04, "2026-11-02"))
    assert price_figures(Pricing(None, (), TODAY, history)) == []
