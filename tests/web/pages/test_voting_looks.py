"""What the voting page looks like: in any window, in the dark, by keyboard; and what it weighs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Response, Route, expect

from service.web.pages.reveals import REASONS
from tests.support.db.databases import copy_sqlite
from tests.support.pages.browser import DESKTOP, LOOKS, PHONE, Look, Visit, accessibility, overflow, visiting
from tests.support.pages.gallery import ARENA, PROMPTS, Gallery
from tests.support.served.api import Api, serving

VOTE = f"/arenas/{ARENA}/vote"
MOST_BYTES = 60_000
# The smallest of each layout of the page, and the largest.
WINDOWS: tuple[Look, ...] = (
    ({"width": 1210, "height": 700}, "light"),
    (PHONE, "dark"),
    ({"width": 700, "height": 1000}, "light"),
    ({"width": 800, "height": 700}, "light"),
    ({"width": 1920, "height": 1080}, "dark"),
)
TURN = "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl' })"
# The images that the page loads ahead of its scripts and does not show.
PRELOADED_FOR_NOTHING = """() => {
  const shown = [...document.querySelectorAll("[data-pane] img")].map((image) => image.currentSrc);
  const loaded = performance.getEntriesByType("resource").filter((it) => it.initiatorType === "link");
  return loaded.map((it) => it.name).filter((name) => name.includes("/blind/") && !shown.includes(name));
}"""
UNSEEN = "document.documentElement.scrollHeight - window.innerHeight"


async def arrive(visit: Visit, path: str = VOTE, look: Look | None = None) -> Page:
    """Open the page and wait for a pair."""
    page = await visit.open(path, look)
    await expect(page.locator("[data-stage]")).to_have_attribute("data-state", "ready")
    return page


async def vote(page: Page) -> None:
    """Vote, and wait for what the page says of it."""
    matchup = page.locator("[name=matchup]")
    voted = await matchup.input_value()
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator("[data-revealed=right] [data-name]")).to_be_visible()
    await expect(matchup).not_to_have_value(voted)
    await expect(page.locator("[data-stage]")).to_have_attribute("data-state", "ready")


async def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Return where elements stand."""
    found = [await element.bounding_box() for element in await page.locator(selector).all()]
    return [{name: float(box[name]) for name in ("x", "y", "width", "height")} for box in found if box]


async def test_in_every_window(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        for look in WINDOWS:
            await _in_a_window(visit, look)
    assert visit.problems == []
    assert visit.strangers == []


async def _in_a_window(visit: Visit, look: Look) -> None:
    page = await arrive(visit, look=look)
    before = await boxes(page, "[data-stage], .outcomes")
    await vote(page)
    await expect(page.locator("[data-note]")).to_have_text("")  # it counts
    for note in ("", *REASONS.values(), "Una nota más larga que las otras. " * 4):
        await page.locator("[data-note]").evaluate("(place, note) => place.textContent = note", note)
        assert await boxes(page, "[data-stage], .outcomes") == before  # nothing moved
        assert await overflow(page) <= 0
        assert await page.evaluate(UNSEEN) <= 0  # no need to scroll
    for image, pane in zip(
        await boxes(page, "[data-pane] img"), await boxes(page, "[data-pane]"), strict=True
    ):
        free = min(pane["width"] - image["width"], pane["height"] - image["height"])
        assert free == pytest.approx(0, abs=1)  # as large as the window allows
    assert await accessibility(page) == [], look


async def test_images_that_are_preloaded_are_those_that_are_shown(browser: Browser, gallery: Gallery) -> None:
    for look in LOOKS:
        # A browser that has the larger image already shows that one, whatever its window needs.
        async with visiting(browser, gallery.url) as visit:
            page = await arrive(visit, look=look)
            assert await page.evaluate(PRELOADED_FOR_NOTHING) == []


async def test_left_is_left_where_pages_are_read_from_the_right(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url, viewport=DESKTOP) as visit:
        await visit.page.add_init_script(TURN)
        page = await arrive(visit)
        await vote(page)
        for name in ("[data-pane]", ".outcomes .button", "[data-revealed]"):
            places = [box["x"] for box in await boxes(page, name)]
            assert places == sorted(places), name
        await expect(page.locator(".verdict")).to_have_css("direction", "rtl")
        await expect(page.locator("[data-change]").first).to_have_css("direction", "ltr")
    assert visit.problems == []


async def test_the_page_without_its_images_is_light(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        answers: list[Response] = []

        def note(answer: Response) -> None:
            answers.append(answer)

        visit.page.on("response", note)
        page = await arrive(visit)
        await page.wait_for_load_state("networkidle")
        others = [answer for answer in answers if "/blind/" not in answer.url]
        sizes = {answer.url: await answer.request.sizes() for answer in others}
    weights = {url: size["responseBodySize"] + size["responseHeadersSize"] for url, size in sizes.items()}
    assert {url.rpartition("/")[2] for url in weights} >= {"vote", "vote.js", "zoom.js", "voting.css"}
    assert sum(weights.values()) <= MOST_BYTES, weights


async def test_by_keyboard_from_button_to_button(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page = await arrive(visit)
        both_bad = page.get_by_role("button", name="Both bad")
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await both_bad.evaluate("button => button === document.activeElement"):
                break
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-said]")).to_have_text("You called both images bad.")
        await expect(both_bad).to_be_focused()
        await expect(page.locator("[data-stage]")).to_have_attribute("data-state", "ready")
        await page.keyboard.press("Space")
        await expect(page.locator("[data-count]")).to_have_text("2")
    assert [vote["outcome"] for vote in gallery.votes()] == ["both_bad", "both_bad"]


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_prompt_is_marked_with_its_language(
    browser: Browser, gallery: Gallery, scripts: bool
) -> None:
    async with visiting(browser, gallery.url, java_script_enabled=scripts) as visit:
        page = await visit.open(f"{VOTE}?language=ar")
        prompt = page.locator("[data-prompt]")
        await expect(prompt).to_have_text(PROMPTS[2]["text"])
        await expect(prompt).to_have_attribute("lang", "ar")
        await expect(prompt).to_have_css("direction", "rtl")
    assert visit.problems == []


async def test_the_filter_is_said_kept_and_left(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page = await arrive(visit, f"{VOTE}?theme=animals&language=en")
        await expect(page.locator(".eyebrow")).to_contain_text("animals, English only")
        async with page.expect_request("**/matchups") as asked:
            await vote(page)
        wanted = (await asked.value).post_data_json or {}
        assert (wanted["theme"], wanted["language"]) == ("animals", "en")
        board = page.get_by_role("link", name="Leaderboard", exact=True)
        await expect(board.first).to_have_attribute("href", f"/arenas/{ARENA}?theme=animals&language=en")
        await page.get_by_role("link", name="show all").click()
        assert page.url == gallery.url + VOTE
    assert {vote["language"] for vote in gallery.votes()} == {"en"}


async def test_images_that_come_late_have_to_be_seen_too(browser: Browser, gallery: Gallery) -> None:
    async def late(route: Route) -> None:
        await asyncio.sleep(1)
        await route.continue_()

    async with visiting(browser, gallery.url) as visit:
        await visit.page.route("**/blind/**", late)
        page = await arrive(visit)
        await vote(page)
        await expect(page.locator("[data-note]")).to_have_text("")
    assert len(gallery.votes()) == 1


async def test_nothing_moves_by_itself_for_who_wants_it_still(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url, reduced_motion="reduce") as visit:
        page = await arrive(visit)
        await vote(page)
        assert await page.evaluate("document.getAnimations().length") == 0


@pytest.fixture(scope="module")
def bare(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield an arena without a single image."""
    folder = tmp_path_factory.mktemp("bare")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        api.made("/api/v1/arenas", slug=ARENA, name="Pictures")
        yield api


async def test_an_arena_with_nothing_to_vote_on_says_what_to_do(browser: Browser, bare: Api) -> None:
    async with visiting(browser, bare.base) as visit:
        assert await visit.faults(VOTE, LOOKS) == []
        reason = visit.page.locator("[data-empty-reason]")
        await expect(reason).to_contain_text("no prompt has images from two models")
        await expect(visit.page.get_by_role("link", name="Try again")).to_be_visible()
        await expect(visit.page.locator("[data-ballot]")).to_be_hidden()
    assert visit.problems == []
