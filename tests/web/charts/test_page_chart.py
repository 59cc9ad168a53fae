"""Charts inside pages: they answer to mouse, touch and keys, and are there without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from service.web.charts.page_chart import page_chart
from tests.support.db.databases import copy_sqlite
from tests.support.pages.board_pages import ARENA, HOSTILE, MODELS, furnish
from tests.support.pages.browser import PHONE, accessibility, overflow, visiting
from tests.support.pages.figures import FIGURES, parsed
from tests.support.served.api import Api, serving

PATH = f"/arenas/{ARENA}"
# The boxes of a chart's labels as the browser has them, and that of the drawing.
BOXES = """(svg) => [svg, ...svg.querySelectorAll("text")].map((one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return [one.textContent, left, top, right, bottom];
})"""


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield an arena with prices and with names that would do harm, that are long, and from right to left."""
    folder = tmp_path_factory.mktemp("charts")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        furnish(api)
        arabic = "\u0646\u0645\u0648\u0630\u062c \u0627\u0644\u0635\u0648\u0631\u0629 " * 4
        for slug, name in (("aurora", arabic), ("gouache", "A name as long as " * 6)):
            assert api.patch(f"/api/v1/models/{slug}", {"name": name}).is_success
        for slug, amount in (("inkwash", 0.04), ("pastel", 0.05)):
            api.made(
                f"/api/v1/models/{slug}/offers", provider="p", amount=amount, currency="USD", latency_ms=2000
            )
        yield api


@pytest.mark.parametrize("kind", FIGURES)
def test_a_page_has_a_drawing_for_a_desk_and_one_for_a_phone(kind: str) -> None:
    chart = page_chart(FIGURES[kind])
    wide, narrow = (parsed(drawing.encode()) for drawing in chart.drawings)
    assert (wide.attrib["class"], narrow.attrib["class"]) == ("chart-wide", "chart-narrow")
    for svg in (wide, narrow):
        assert svg.attrib["aria-label"] == FIGURES[kind].title
        assert len(svg.attrib["data-at"].split()) >= len(FIGURES[kind].table.rows)
    assert "#" not in str(chart.drawings[0])  # the colors are the style sheet's


async def collisions(svg: Locator) -> list[Any]:
    """Return the labels that leave a drawing or touch each other in the browser's own fonts."""
    whole, *labels = await svg.evaluate(BOXES)
    outside = [one for one in labels if one[1] < whole[1] - 1 or one[3] > whole[3] + 1]
    return outside + [
        (one, other)
        for i, one in enumerate(labels)
        for other in labels[i + 1 :]
        if one[1] < other[3] and other[1] < one[3] and one[2] + 2 < other[4] and other[2] + 2 < one[4]
    ]


async def at(svg: Locator, row: int) -> tuple[float, float]:
    """Return where a row is drawn on the screen."""
    await svg.scroll_into_view_if_needed()
    await expect(svg).to_have_attribute("tabindex", "0")
    x, y = await svg.evaluate(
        """(svg, row) => {
          const until = svg.dataset.at.split(" ").slice(0, row + 1);
          const steps = until.map((step) => step.split(",").map(Number));
          const [x, y] = [0, 1].map((axis) => steps.reduce((sum, step) => sum + (step[axis] ?? 0), 0));
          const point = new DOMPoint(x, y + 20).matrixTransform(svg.getScreenCTM());
          return [point.x, point.y];
        }""",
        row,
    )
    return x, y


async def test_a_mouse_keys_and_the_legend(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        page = await visit.open(PATH)
        chart = page.locator("arena-chart").last
        svg, tip = chart.locator(".chart-wide"), chart.locator(".chart-tip")
        await page.mouse.move(*await at(svg, 1))
        await tip.wait_for()
        assert await chart.locator(".crosshair").count() == 1
        assert await chart.locator(".spot").count() == len(MODELS)
        numbers = [float(text) for text in await tip.locator("b").all_inner_texts()]
        assert numbers == sorted(numbers, reverse=True)
        await page.mouse.move(5, 5)
        await tip.wait_for(state="hidden")
        await chart.locator("input").last.focus()
        await page.keyboard.press("Tab")
        await tip.wait_for()
        for key, day in (("ArrowLeft", 20), ("ArrowRight", 21), ("Home", 20)):
            await page.keyboard.press(key)
            assert await tip.locator("strong").inner_text() == f"{day} November 2026"
        await page.keyboard.press("Escape")
        assert await tip.is_hidden()
        keys = chart.locator(".chart-keys label")
        await keys.nth(1).hover()
        await expect(svg.locator(".series.s1").first).to_have_css("opacity", "0.12")
        await expect(svg.locator(".series.s2").first).to_have_css("opacity", "1")
        dimmed = "all => all.map((one) => [one.classList[1], getComputedStyle(one).opacity])"
        found = await svg.locator(".series").evaluate_all(dimmed)
        assert {name for name, opacity in found if opacity == "1"} == {"s2"}
        for one in await page.locator(".chart-wide").all():
            assert await collisions(one) == []
        assert await accessibility(page) == []
    assert visit.problems == []


async def test_a_finger_on_a_phone_in_the_dark(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base, viewport=PHONE, has_touch=True, color_scheme="dark") as visit:
        page = await visit.open(f"{PATH}/prices")
        chart = page.locator("arena-chart")
        svg, tip = chart.locator(".chart-narrow"), chart.locator(".chart-tip")
        assert await chart.locator(".chart-wide").is_hidden()
        x, y = await at(svg, 1)
        await page.touchscreen.tap(x, y - 20)
        await tip.wait_for()
        assert HOSTILE.replace("\N{RIGHT-TO-LEFT MARK}", "") in (await tip.inner_text()).replace("\u200f", "")
        assert "2.0 s (stated)" in await tip.inner_text()
        assert page.url.endswith("/prices")
        size = await svg.locator("text").first.evaluate("(one) => one.getBoundingClientRect().height")
        assert size >= 11
        assert await collisions(svg) == []
        assert await overflow(page) <= 0
        assert await accessibility(page) == []
        await svg.focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/models/**")
    assert visit.problems == []


async def test_without_scripts_there_are_the_drawing_the_legend_and_the_numbers(
    browser: Browser, site: Api
) -> None:
    async with visiting(browser, site.base, java_script_enabled=False, reduced_motion="reduce") as visit:
        page = await visit.open(PATH)
        chart = page.locator("arena-chart").last
        await chart.locator("label").first.click()
        await page.mouse.move(5, 5)
        assert await chart.locator(".chart-wide").is_visible()
        assert await chart.locator("input").first.is_checked()
        await chart.get_by_text("Show the numbers").click()
        assert await chart.locator("tbody tr").first.is_visible()
