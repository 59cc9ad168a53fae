"""Wishes on the voting page: chips and unreadable languages; fast keys, reloads, Spanish on a small phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.support.pages.browser import accessibility, overflow, visiting
from tests.support.pages.gallery import PROMPTS, Gallery
from tests.support.pages.voters import VOTE, Voter

READY = "[data-stage][data-state=ready]"
FAST = """() => {
  for (let number = 0; number < 6; number += 1) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
  }
  document.querySelector("[data-pane=left]").click();
  return new Promise((resolve) => setTimeout(() => {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
    resolve();
  }, 50));
}"""
# The longest facts about a vote, and which of their places are too narrow or too low for them.
CUT = """() => {
  for (const [place, text] of [["change", "\\u221212,34"], ["rank", "puesto 23 \\u2192 21"]]) {
    document.querySelectorAll(`[data-${place}]`).forEach((it) => { it.textContent = text; });
  }
  const places = ".made p, .gain, [data-rank], .verdict, .tally, .outcomes .button";
  const isCut = (it) => it.scrollWidth > it.clientWidth || it.scrollHeight > it.clientHeight;
  return [...document.querySelectorAll(places)].filter(isCut).map((it) => it.textContent.trim());
}"""
LANGUAGES = {prompt["text"]: prompt.get("language") for prompt in PROMPTS}


@pytest.fixture
def voter(gallery: Gallery) -> Iterator[Voter]:
    """Yield a new voter."""
    one = Voter(gallery)
    with one.client:
        yield one


def chip(page: str, value: str) -> str:
    """Return what a chip says: whether it is pressed, and whether its language is avoided."""
    (found,) = re.findall(rf'class="(chip[^"]*)" name="\w+" value="{value}" aria-pressed="(\w+)"', page)
    return " ".join(found)


def test_the_browsers_languages_come_first_and_chips_are_remembered(voter: Voter, gallery: Gallery) -> None:
    voter.client.headers["accept-language"] = "fr-CA"
    for _ in range(5):
        voter.vote()
    assert {vote["language"] for vote in gallery.votes()} <= {"fr", None}
    page = voter.client.get(VOTE).text
    assert chip(page, "fr") == "chip true"
    assert chip(page, "ar") == "chip false"
    assert ">Français</span>" in page
    answer = voter.client.post(f"{VOTE}/wishes", data={"language": "fr"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{VOTE}?done=chosen")
    voter.client.post(f"{VOTE}/wishes", data={"theme": "animals"})
    page = voter.client.get(answer.headers["location"]).text
    assert "Saved. This applies from the next new pair on." in page
    assert (chip(page, "fr"), chip(page, "animals")) == ("chip false", "chip true")
    assert voter.client.post(f"{VOTE}/wishes", data={"theme": "x" * 101}).status_code == 422
    voter.client.headers["sec-fetch-site"] = "cross-site"
    assert voter.client.post(f"{VOTE}/wishes", data={"language": "fr"}).status_code == 403


def test_a_language_that_cannot_be_read_stays_away_without_scripts(voter: Voter) -> None:
    form = voter.see(f"{VOTE}?language=ar")
    skipped = voter.send({**form, "outcome": "unreadable"})
    assert skipped.headers["location"] == f"{VOTE}?language=ar&done=skipped"
    for _ in range(6):
        page = voter.vote().text
        assert 'data-prompt dir="auto" lang="ar"' not in page
        assert chip(page, "ar") == "chip chip-avoided false"
    voter.client.post(f"{VOTE}/wishes", data={"language": "ar"})
    assert chip(voter.client.get(VOTE).text, "ar") == "chip true"


async def test_fast_keys_cast_one_vote_whose_undo_outlives_a_reload(
    browser: Browser, gallery: Gallery
) -> None:
    async with visiting(browser, gallery.url) as visit:
        page = await visit.open(VOTE)
        await page.wait_for_selector(READY)
        async with page.expect_response("**/vote"):
            await page.evaluate(FAST)  # at once: the keys of a driver on a busy machine are not fast
        await page.wait_for_selector(READY)
        assert len(gallery.votes()) == 1
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        await page.keyboard.press("ArrowLeft")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await page.reload()
        await expect(page.locator("[data-said]")).to_have_text("You chose the left image.")
        await expect(page.locator("[data-revealed=left] [data-name]")).to_be_visible()
        await page.wait_for_selector(READY)
        await page.keyboard.press("u")
        await expect(page.locator("[data-said]")).to_have_text("Vote undone.")
        await page.reload()
        await expect(page.locator("[data-said]")).to_have_text("")
    assert [vote["voided_at"] is not None for vote in gallery.votes()] == [True]
    assert visit.problems == []


async def test_in_spanish_on_a_small_phone(browser: Browser, gallery: Gallery) -> None:
    small = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
    async with visiting(browser, gallery.url, **small, locale="es-MX") as visit:
        page = await visit.open(VOTE)
        await page.wait_for_selector(READY)
        assert await page.locator("html").get_attribute("lang") == "es"
        await page.get_by_role("button", name="Empate").tap()
        await expect(page.locator("[data-said]")).to_have_text("Dijiste que hay empate.")
        await page.wait_for_selector(READY)
        await expect(page.locator("[data-own]")).to_have_text("Faltan 9 votos para tu clasificación")
        for ratio in ("100", "67"):
            await page.locator("[data-ballot]").evaluate("(it, ratio) => it.dataset.ratio = ratio", ratio)
            assert await page.evaluate(CUT) == []
        assert await overflow(page) <= 0
        assert await accessibility(page) == []
        avoided = set()
        for _ in range(8):
            await page.wait_for_selector(READY)
            matchup = await page.input_value("[name=matchup]")
            language = LANGUAGES[await page.locator("[data-prompt]").inner_text()]
            assert language not in avoided
            if language:
                avoided.add(language)
                await page.get_by_role("button", name="No entiendo este idioma").tap()
            else:
                await page.get_by_role("button", name="Omitir").tap()
            if avoided == {"en", "fr", "ar"}:
                break
            await expect(page.locator("[name=matchup]")).not_to_have_value(matchup)
        assert avoided
    # That nothing is left to ask for may come before the last tap.
    assert [problem for problem in visit.problems if "404" not in problem] == []
