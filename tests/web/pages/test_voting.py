"""Voting as people do it, in a real browser: by keys, mouse and touch, without JavaScript, in adversity."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, Route, expect

from service.domain import clock
from service.domain.matchups import LOOK
from tests.support.pages.browser import PHONE, Visit, visiting
from tests.support.pages.gallery import ARENA, Gallery

VOTE = f"/arenas/{ARENA}/vote"
# Routes are set before the page is opened: Chromium tells an open page of them some time after it said so.
VOTE_CALL = "**/matchups/*/vote"
NOT_THERE = """id => document.querySelector("[data-ballot]").hidden
  || document.querySelector("[name=matchup]").value !== id"""
TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


async def ready(page: Page) -> str:
    """Wait for a pair that can be voted on; the id of its matchup."""
    await expect(page.locator("[data-stage]")).to_have_attribute("data-state", "ready")
    return await page.locator("[name=matchup]").input_value()


async def arrive(visit: Visit, path: str = VOTE) -> tuple[Page, str]:
    """Open the voting page, with its first pair and the one after it loaded."""
    async with visit.page.expect_response("**/matchups"):
        page = await visit.open(path)
    return page, await ready(page)


async def another(page: Page, than: str) -> str:
    """Wait for another pair than the one of a matchup; the id of its matchup."""
    await expect(page.locator("[name=matchup]")).not_to_have_value(than)
    return await ready(page)


async def test_keys_vote_and_reveal_without_a_page_load(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page, first = await arrive(visit)
        await page.evaluate("window.stayed = true")
        for number, (key, outcome) in enumerate(
            {"ArrowLeft": "left", "ArrowRight": "right", "ArrowUp": "tie", "ArrowDown": "both_bad"}.items()
        ):
            await page.keyboard.press(key)
            first = await another(page, than=first)
            await expect(page.locator("[data-count]")).to_have_text(str(number + 1))
            assert gallery.votes()[-1]["outcome"] == outcome
        assert len(gallery.votes()) == 4
        names = {await page.locator(f"[data-revealed={side}] [data-name]").inner_text() for side in SIDES}
        assert names <= set(gallery.names)
        assert len(names) == 2
        await expect(page.locator("[data-live]")).to_contain_text("You called both images bad. Left: ")
        assert await page.evaluate("window.stayed")
    assert visit.problems == []
    assert visit.strangers == []


SIDES = ("left", "right")


async def test_skipping_shows_another_pair_and_votes_on_none(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page, first = await arrive(visit)
        await page.keyboard.press("s")
        await another(page, than=first)
        await expect(page.locator("[data-live]")).to_have_text("Skipped.")
    assert gallery.votes() == []


async def test_undo_by_key(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page, first = await arrive(visit)
        await page.keyboard.press("ArrowLeft")
        await another(page, than=first)
        await expect(page.locator("[data-count]")).to_have_text("1")
        await page.keyboard.press("u")
        await expect(page.locator("[data-said]")).to_have_text("Vote undone.")
        await expect(page.locator("[data-count]")).to_have_text("0")
    assert [vote["voided_at"] is not None for vote in gallery.votes()] == [True]


async def test_a_click_on_an_image_or_a_button_votes_once(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page, first = await arrive(visit)
        await page.locator("[data-pane=right]").dblclick()
        second = await another(page, than=first)
        await page.get_by_role("button", name="Both bad").click()
        await another(page, than=second)
        await expect(page.locator("[data-count]")).to_have_text("2")
    assert [vote["outcome"] for vote in gallery.votes()] == ["right", "both_bad"]


async def test_a_thumb_taps_swipes_and_holds(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url, **TOUCH) as visit:
        page, first = await arrive(visit, f"{VOTE}?theme=places")  # wide images: one above the other
        sizes = [
            await button.bounding_box() for button in await page.locator(".outcomes button:visible").all()
        ]
        assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in sizes)
        assert all(box and box["y"] + box["height"] <= PHONE["height"] for box in sizes)
        await page.locator("[data-pane=left]").tap()
        second = await another(page, than=first)
        await expect(page.locator("[data-said]")).to_have_text("You chose the top image.")
        await swipe(page, 0, 120)
        third = await another(page, than=second)
        await expect(page.locator("[data-said]")).to_have_text("You chose the bottom image.")
        await swipe(page, 120, 0)  # across: means nothing
        await hold(page)
        assert await ready(page) == third
        await expect(page.locator("[data-count]")).to_have_text("2")
    assert [vote["outcome"] for vote in gallery.votes()] == ["left", "right"]


async def test_tall_images_stand_side_by_side_on_a_phone(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url, **TOUCH) as visit:
        page, first = await arrive(visit, f"{VOTE}?language=ar")
        await expect(page.get_by_role("button", name="Left", exact=True)).to_be_visible()
        await swipe(page, -120, 0)
        await another(page, than=first)
        await expect(page.locator("[data-said]")).to_have_text("You chose the left image.")
    assert [vote["outcome"] for vote in gallery.votes()] == ["left"]


async def swipe(page: Page, right: int, down: int) -> None:
    """Draw a finger over the images, without a pause: one that rests enlarges them."""
    finger = await page.context.new_cdp_session(page)
    way = [{"x": 180 + right * step // 5, "y": 220 + down * step // 5} for step in range(6)]
    touches = [("touchStart", way[:1]), *(("touchMove", [point]) for point in way[1:]), ("touchEnd", [])]
    await asyncio.gather(
        *(
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            for kind, points in touches
        )
    )


async def hold(page: Page) -> None:
    """Rest a finger on an image: both are enlarged, around wherever it goes, until it is lifted."""
    finger = await page.context.new_cdp_session(page)
    points, further = [{"x": 180, "y": 200}], [{"x": 180, "y": 330}]
    await finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    await expect(page.locator("[data-stage]")).to_have_class("stage zoomed")
    await finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": further})
    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(page.locator("[data-stage]")).to_have_class("stage")


async def test_both_images_are_enlarged_in_step(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page, _ = await arrive(visit)
        before = [await image.bounding_box() for image in await page.locator("[data-pane] img").all()]
        await page.locator("[data-pane=left]").hover(position={"x": 40, "y": 60})
        await page.keyboard.press("z")
        after = [await image.bounding_box() for image in await page.locator("[data-pane] img").all()]
        moved = [
            (a["x"] - b["x"], a["width"] / b["width"]) for a, b in zip(after, before, strict=True) if a and b
        ]
        assert moved[0] == pytest.approx(moved[1], abs=0.01)
        assert moved[0][1] == pytest.approx(2.5, abs=0.01)
        await page.keyboard.press("Escape")
        await expect(page.locator("[data-stage]")).to_have_class("stage")
        await page.keyboard.press("z")
        await page.locator("[data-pane=left]").click()  # to leave, not to vote
        await expect(page.locator("[data-stage]")).to_have_class("stage")
    assert gallery.votes() == []


async def test_keys_that_mean_something_else_do_not_vote(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page, first = await arrive(visit)
        for key in ("Control+ArrowLeft", "Alt+ArrowUp", "x", "Shift"):
            await page.keyboard.press(key)
        await page.keyboard.down("ArrowLeft")
        for _ in range(5):
            await page.keyboard.down("ArrowLeft")  # repeats, as of a key held down
        await another(page, than=first)
        await expect(page.locator("[data-count]")).to_have_text("1")
    assert len(gallery.votes()) == 1


async def test_without_javascript(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url, java_script_enabled=False) as visit:
        page = await visit.open(VOTE)
        for side in SIDES:
            await expect(page.locator(f"[data-pane={side}] img")).to_be_visible()
        # A faster vote is one that nobody looked at, and does not count.
        await page.wait_for_timeout(2 * LOOK / clock.SECOND * 1_000)
        await page.locator(".outcomes [value=left]").click()
        await expect(page.locator("[data-said]")).to_have_text("You chose the left image.")
        shown = {await page.locator(f"[data-revealed={side}] [data-name]").inner_text() for side in SIDES}
        assert shown <= set(gallery.names)
        await page.locator("[data-undo] button").click()
        await expect(page.locator("[data-said]")).to_have_text("Vote undone.")
        await page.locator(".outcomes [value=skip]").click()
        await expect(page.locator("[data-pane=left] img")).to_be_visible()
    assert [vote["voided_at"] is not None for vote in gallery.votes()] == [True]


async def test_a_pair_with_a_broken_image_is_reported_and_never_voted_on(
    browser: Browser, gallery: Gallery
) -> None:
    async with visiting(browser, gallery.url) as visit:
        broken: list[str] = []

        async def cut(route: Route) -> None:
            if len(broken) < 1:
                broken.append(route.request.url)
                await route.fulfill(status=200, content_type="image/jpeg", body=b"\xff\xd8\xff not a picture")
            else:
                await route.continue_()

        await visit.page.route("**/blind/**", cut)
        async with visit.page.expect_request("**/skip") as asked:
            page = await visit.open(VOTE)
        assert (await asked.value).post_data_json == {"reason": "broken_image"}
        await ready(page)
        await expect(page.locator("[data-message]")).to_contain_text("We reported that pair and skipped it.")
        await page.keyboard.press("ArrowLeft")
        await expect(page.locator("[data-count]")).to_have_text("1")
    assert len(gallery.votes()) == 1


async def test_offline_a_vote_is_not_lost_in_silence(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page, first = await arrive(visit)
        await page.wait_for_load_state("networkidle")
        await visit.context.set_offline(offline=True)
        await page.wait_for_function("!navigator.onLine")
        await page.keyboard.press("ArrowLeft")
        await expect(page.locator("[data-message]")).to_contain_text("offline")
        assert await ready(page) == first
        await visit.context.set_offline(offline=False)
        await page.wait_for_function("navigator.onLine")
        await page.keyboard.press("ArrowLeft")
        await another(page, than=first)
        await expect(page.locator("[data-message]")).to_be_hidden()
    assert len(gallery.votes()) == 1


async def test_what_the_server_refuses_is_said(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        refusals = [(429, "too-many-requests", {"retry-after": "1"}), (410, "gone", {})]

        async def refuse(route: Route) -> None:
            status, code, headers = refusals.pop(0)
            await route.fulfill(
                status=status, json={"detail": "no", "type": f"/problems/{code}"}, headers=headers
            )

        await visit.page.route(VOTE_CALL, refuse, times=2)
        page, first = await arrive(visit)
        await page.keyboard.press("ArrowLeft")
        await expect(page.locator("[data-message]")).to_have_text(
            "That was a lot at once. Try again in 1 second."
        )
        assert await ready(page) == first
        await page.wait_for_timeout(1_050)
        await page.keyboard.press("ArrowLeft")
        await expect(page.locator("[data-message]")).to_have_text(
            "That pair has expired. Here is another one."
        )
        second = await another(page, than=first)
        await page.keyboard.press("ArrowLeft")
        await another(page, than=second)
    assert len(gallery.votes()) == 1


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        ("already-voted", "You already voted on this pair in another tab."),
        ("gone", "That pair has expired. Here is another one."),
    ],
)
async def test_what_the_server_refuses_is_said_in_words_for_people(
    browser: Browser, gallery: Gallery, problem: str, says: str
) -> None:
    async with visiting(browser, gallery.url) as visit:
        content = {"type": f"/problems/{problem}", "detail": "this matchup is over"}
        await visit.page.route(VOTE_CALL, lambda route: route.fulfill(status=409, json=content), times=1)
        page, first = await arrive(visit)
        await page.keyboard.press("ArrowLeft")
        await expect(page.locator("[data-message]")).to_have_text(says)
        await another(page, than=first)


async def test_without_a_cookie_voting_says_what_is_missing(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page, _ = await arrive(visit)
        await visit.context.clear_cookies()
        await page.keyboard.press("ArrowLeft")
        says = "Voting needs a cookie. Allow cookies for this site and reload."
        await expect(page.locator("[data-message]")).to_have_text(says)
    assert gallery.votes() == []


async def test_images_that_cannot_be_reached_are_asked_for_again(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        await visit.page.route("**/blind/**", lambda route: route.abort())
        page = await visit.open(VOTE)
        await expect(page.locator("[data-message]")).to_contain_text("Can't load the images")
        await page.unroute("**/blind/**")
        await ready(page)
        await expect(page.locator("[data-message]")).to_be_hidden()
    assert gallery.votes() == []


async def test_a_vote_that_does_not_count_is_said_to(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:

        async def exclude(route: Route) -> None:
            answer = await route.fetch()
            await route.fulfill(response=answer, json={**await answer.json(), "excluded": "rate"})

        await visit.page.route(VOTE_CALL, exclude)
        page, first = await arrive(visit)
        await page.keyboard.press("ArrowLeft")
        await another(page, than=first)
        await expect(page.locator("[data-said]")).to_have_text("You chose the left image.")
        await expect(page.locator("[data-note]")).to_have_text("That was too fast to count.")
        await expect(page.locator("[data-count]")).to_have_text("0")
        await expect(page.locator("[data-undo]")).to_be_hidden()


async def test_after_fifty_votes_a_pause_is_suggested(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page, first = await arrive(visit)
        await page.locator("[data-count]").evaluate("place => { place.textContent = 49; }")
        await page.keyboard.press("ArrowLeft")
        await another(page, than=first)
        await expect(page.locator("[data-message]")).to_contain_text("50 votes! Take a short break")


async def test_the_last_pair_leads_to_a_page_that_says_so(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        page = await visit.open(f"{VOTE}?theme=typography")
        for _ in range(20):
            if await page.locator("[data-empty]").is_visible():
                break
            first = await ready(page)
            await page.keyboard.press("ArrowLeft")
            await page.wait_for_function(NOT_THERE, arg=first)
        await expect(page.locator("[data-empty]")).to_be_visible()
        await expect(page.locator("[data-ballot]")).to_be_hidden()
        await page.reload()
        await expect(page.locator("[data-empty]")).to_be_visible()
    assert gallery.votes()
    assert all(vote["themes"] == ["typography"] for vote in gallery.votes())
