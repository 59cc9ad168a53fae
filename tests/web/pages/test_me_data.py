"""A voter's data on its own page: downloaded, and deleted in two steps, by the voter alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from service.arena.access.visitors import COOKIE
from tests.support.pages.browser import DESKTOP, PHONE, accessibility, overflow, visiting
from tests.support.pages.gallery import ARENA, Gallery
from tests.support.pages.voters import Voter

TOKEN = re.compile(r'name="token" value="([^"]+)">\s*<button class="button button-danger"')
BOARD = f"/api/v1/arenas/{ARENA}/leaderboard?min_votes=1"


@pytest.fixture
def voter(gallery: Gallery) -> Iterator[Voter]:
    """Yield a new voter."""
    one = Voter(gallery)
    with one.client:
        yield one


def board(gallery: Gallery) -> Any:
    """Return the models' ratings."""
    return [(row["model"], row["mu"], row["sigma"]) for row in gallery.api.get(BOARD).json()["rows"]]


def test_the_download_has_the_votes_and_hides_the_open_matchup(voter: Voter, gallery: Gallery) -> None:
    voter.vote("tie")
    voter.see()
    answer = voter.client.get("/me/data.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-arena-data.json"'
    assert "no-store" in answer.headers["cache-control"]
    data = answer.json()
    assert [vote["id"] for vote in data["votes"]] == [vote["id"] for vote in gallery.votes()]
    assert [one["state"] for one in data["matchups"]] == ["voted", "open"]
    assert (data["matchups"][1]["left"], data["matchups"][1]["right"]) == (None, None)
    # It is the voter's own, whatever the address says.
    assert voter.client.get("/me/data.json?voter=1").json()["voter"] == data["voter"]


def test_a_voter_deletes_itself_in_two_steps(voter: Voter, gallery: Gallery) -> None:
    other = Voter(gallery)
    with other.client:
        other.vote("left")
        before = board(gallery)
        for outcome in ("left", "right", "both_bad"):
            voter.vote(outcome)
        voter.see()
        assert board(gallery) != before
        page = voter.client.get("/me").text
        assert 'href="/me/delete"' in page
        asked = voter.client.get("/me/delete").text
        assert "3 votes will no longer count." in asked
        assert [vote["voided_at"] for vote in gallery.votes()] == [None] * 4
        (token,) = TOKEN.findall(asked)
        done = voter.send({"token": token}, "/me/delete")
        assert (done.status_code, done.headers["location"]) == (303, "/me?done=deleted")
        page = voter.client.get(done.headers["location"]).text
        assert "Your votes and your data were deleted." in page
        assert "No votes from this browser yet" in page
        assert COOKIE not in voter.client.cookies
        assert board(gallery) == before
        assert [vote["void_reason"] for vote in gallery.votes()] == [None, *["the voter was deleted"] * 3]
        assert len(other.client.get("/me/data.json").json()["votes"]) == 1
        # Anyone who still has the cookie finds nothing.
        voter.client.cookies.clear()
        assert "Nothing to delete" in voter.client.get("/me/delete").text


def test_nobody_else_can_delete_a_voter(voter: Voter, gallery: Gallery) -> None:
    voter.vote()
    (token,) = TOKEN.findall(voter.client.get("/me/delete").text)
    other = Voter(gallery)
    with other.client:
        other.see()
        assert other.send({"token": token}, "/me/delete").status_code == 403
    assert voter.send({"token": token}, "/me/delete", origin="https://evil.example").status_code == 403
    assert voter.send({"token": token}, "/me/delete", sec_fetch_site="cross-site").status_code == 403
    assert voter.send({"token": ""}, "/me/delete").status_code == 422
    assert voter.client.get(f"/me/delete?token={token}").status_code == 200
    assert [vote["voided_at"] for vote in gallery.votes()] == [None]


def test_who_only_looked_has_data_too(voter: Voter) -> None:
    voter.see()
    page = voter.client.get("/me").text
    assert "No votes yet" in page
    assert 'href="/me/data.json"' in page
    asked = voter.client.get("/me/delete").text
    assert "1 matchup " in asked
    assert "will no longer count" not in asked


KINDS: tuple[dict[str, Any], ...] = (
    {"viewport": PHONE, "color_scheme": "dark"},
    {"viewport": DESKTOP, "java_script_enabled": False},
)


@pytest.mark.parametrize("options", KINDS)
async def test_in_a_browser_by_keyboard(
    browser: Browser, gallery: Gallery, voter: Voter, options: dict[str, Any]
) -> None:
    scripts = options.get("java_script_enabled", True)
    voter.vote()
    async with visiting(browser, gallery.url, **options) as visit:
        cookie: Any = {"name": COOKIE, "value": voter.client.cookies[COOKIE], "url": gallery.url}
        await visit.context.add_cookies([cookie])
        page = await visit.open("/me")
        await page.get_by_role("link", name="Delete my votes").press("Enter")
        await expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
        assert not scripts or await accessibility(page) == []
        assert not scripts or await overflow(page) <= 0
        await page.get_by_role("button", name="Delete my votes").press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("were deleted")
        assert await visit.context.cookies() == []
    assert visit.problems == []
    assert [vote["void_reason"] for vote in gallery.votes()] == ["the voter was deleted"]
