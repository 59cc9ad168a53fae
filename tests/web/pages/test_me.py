"""A voter's own page: its votes with undo, its own leaderboard, the code by which it can be deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from service.arena.access.visitors import COOKIE
from service.arena.access.voters import parse_code
from service.arena.votes.own import ENOUGH
from tests.support.pages.browser import DESKTOP, PHONE, accessibility, overflow, visiting
from tests.support.pages.gallery import Gallery
from tests.support.pages.voters import Voter

UNDO = re.compile(r'name="token" value="([^"]+)">\s*<button class="button" name="vote" value="(\d+)">Undo')


@pytest.fixture
def voter(gallery: Gallery) -> Iterator[Voter]:
    """Yield a new voter."""
    one = Voter(gallery)
    with one.client:
        yield one


def test_who_has_not_voted_is_told_how_and_gets_no_cookie(voter: Voter) -> None:
    page = voter.client.get("/me")
    assert page.status_code == 200
    assert "No votes from this browser yet" in page.text
    assert "set-cookie" not in page.headers
    assert "no-store" in page.headers["cache-control"]


def test_the_votes_with_what_was_said_and_who_made_the_images(voter: Voter, gallery: Gallery) -> None:
    voter.vote("left")
    voter.vote("both_bad")
    page = voter.client.get("/me").text
    assert page.index("You called both images bad.") < page.index("You chose the left image.")
    assert page.count('<figure class="won">') == 1
    voted = gallery.votes()[0]
    assert f'<a href="/models/{voted["model_left"]}">' in page
    (picture, *_) = re.findall(r'<img src="(/images/[0-9a-f]{64}/160)"', page)
    assert voter.client.get(picture).status_code == 200
    assert f"{ENOUGH - 2} more votes to unlock" in page


def test_one_is_undone_and_stays_in_the_list(voter: Voter, gallery: Gallery) -> None:
    voter.vote()
    ((token, vote),) = UNDO.findall(voter.client.get("/me").text)
    answer = voter.send({"token": token, "vote": vote}, "/me/undo")
    assert (answer.status_code, answer.headers["location"]) == (303, "/me?done=undone")
    page = voter.client.get(answer.headers["location"]).text
    assert "Vote undone." in page
    assert "It does not count: you undid it." in page
    assert not UNDO.findall(page)
    assert [vote["voided_at"] is None for vote in gallery.votes()] == [False]


def test_nobody_else_undoes_it(voter: Voter, gallery: Gallery) -> None:
    voter.vote()
    ((token, vote),) = UNDO.findall(voter.client.get("/me").text)
    other = Voter(gallery)
    with other.client:
        own = other.see()["token"]
        assert other.send({"token": token, "vote": vote}, "/me/undo").status_code == 403
        assert other.send({"token": own, "vote": vote}, "/me/undo").status_code == 403
    assert voter.send({"token": "", "vote": vote}, "/me/undo").status_code == 422
    assert voter.send({"token": token, "vote": vote}, "/me/undo", origin="null").status_code == 403
    assert voter.send({"token": token, "vote": "5"}, "/me/undo").status_code == 404
    assert [vote["voided_at"] for vote in gallery.votes()] == [None]


@pytest.mark.slow
def test_from_ten_votes_on_there_is_a_leaderboard_and_from_thirty_a_second_page(voter: Voter) -> None:
    for number in range(ENOUGH):
        assert 'aria-label="My leaderboard' not in voter.client.get("/me").text
        voter.vote(("left", "right", "tie")[number % 3])
    assert 'aria-label="My Pictures leaderboard"' in voter.client.get("/me").text
    for _ in range(30 - ENOUGH):
        if "data-ballot hidden" in voter.client.get("/arenas/pictures/vote").text:
            break
        voter.vote()
    first = voter.client.get("/me").text
    (older,) = re.findall(r'href="(/me\?before=\d+)"', first)
    rest = voter.client.get(older).text
    assert "No older votes" in rest
    assert "My Pictures leaderboard" in rest


def test_the_code_is_that_of_the_voter(voter: Voter) -> None:
    voter.vote()
    (code,) = re.findall(r'<code class="code">([^<]+)</code>', voter.client.get("/me").text)
    parse_code(code)
    assert code in voter.client.get("/me?before=1").text


@pytest.mark.parametrize("query", ["before=0", "before=x", "done=all", f"before={1 << 70}"])
def test_addresses_that_no_page_links_to(voter: Voter, query: str) -> None:
    assert voter.client.get(f"/me?{query}").status_code == 422


KINDS: tuple[dict[str, Any], ...] = (
    {"viewport": PHONE},
    {"viewport": DESKTOP, "color_scheme": "dark"},
    {"viewport": DESKTOP, "java_script_enabled": False},
)


@pytest.mark.parametrize("options", KINDS)
async def test_in_a_browser(
    browser: Browser, gallery: Gallery, voter: Voter, options: dict[str, Any]
) -> None:
    scripts = options.get("java_script_enabled", True)
    for _ in range(ENOUGH):
        voter.vote()
    async with visiting(browser, gallery.url, **options) as visit:
        page = await visit.open("/me")
        assert not scripts or await accessibility(page) == []
        cookie: Any = {"name": COOKIE, "value": voter.client.cookies[COOKIE], "url": gallery.url}
        await visit.context.add_cookies([cookie])
        await visit.open("/me")
        await expect(page.get_by_role("region", name="My Pictures leaderboard")).to_be_visible()
        await expect(page.locator(".cast")).to_have_count(ENOUGH)
        assert not scripts or await accessibility(page) == []
        assert not scripts or await overflow(page) <= 0
        await page.get_by_role("button", name="Undo").first.click()
        await expect(page.get_by_role("status")).to_contain_text("Vote undone")
    assert visit.problems == []
    assert visit.strangers == []
