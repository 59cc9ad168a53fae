"""The path of an operator: a scan finds it, a page shows it, and it is held, released and void."""

from __future__ import annotations

import re

from playwright.async_api import Browser, expect

from tests.support.pages.browser import DESKTOP, PHONE, accessibility, overflow, visiting
from tests.support.served.admins import AdminBrowser
from tests.support.votes.rigged_arenas import ROBOT_VOTES

HOME = "/admin/integrity"


def board(desk: AdminBrowser) -> list[object]:
    """Return what the votes alone decide: pooled ratings and intervals follow in the background."""
    rows = desk.api.get("/api/v1/arenas/t2i/leaderboard").json()["rows"]
    return [[row[name] for name in ("model", "rank", "score", "mu", "sigma", "votes")] for row in rows]


def constant(desk: AdminBrowser) -> str:
    """Return the path of the flag of constant answers."""
    found = re.search(r'href="([^"]+)">Flag \d+: Always the same answer', desk.get(HOME))
    assert found
    return found[1]


def held(desk: AdminBrowser) -> int:
    total: int = desk.api.get("/api/v1/arenas/t2i/integrity").json()["kinds"].get("constant", 0)
    return total


async def test_found_held_and_released_in_a_browser(browser: Browser, desk: AdminBrowser) -> None:
    key = desk.api.key("admin")["Authorization"].partition(" ")[2]
    before = board(desk)
    async with visiting(browser, desk.api.base, viewport=PHONE, color_scheme="dark") as visit:
        page = await visit.open(f"/admin/login?next={HOME}")
        await page.get_by_label("Admin key").fill(key)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Nothing looks like rigging.")).to_be_visible()
        await page.get_by_role("button", name="Scan now").press("Enter")
        await page.get_by_role("link", name="Always the same answer").press("Enter")
        await expect(page.get_by_text(f"{ROBOT_VOTES} votes in a row")).to_be_visible()
        await expect(page.get_by_role("heading", name="Effects of holding")).to_be_visible()
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
        await page.get_by_role("button", name="Hold these votes").press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Votes held.")
        assert (held(desk), board(desk) != before) == (ROBOT_VOTES, True)
        await page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        await page.emulate_media(color_scheme="light")
        await visit.open("/integrity")
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
        await visit.open(constant(desk))
        await page.get_by_role("button", name="Release", exact=True).press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Votes released.")
    assert (held(desk), board(desk)) == (0, before)
    assert visit.problems == []
    assert visit.strangers == []


def test_what_is_void_stays_void(desk: AdminBrowser) -> None:
    assert desk.done(f"{HOME}/scan", arena="t2i") == f"{HOME}?arena=t2i&done=scan"
    path = constant(desk)
    page = desk.get(path)
    assert re.search(r"of honest voters, at most one in [\d,]+ ever looks like this", page, re.IGNORECASE)
    assert "About the same: <a" in page
    assert page.count('class="card"') == ROBOT_VOTES
    assert desk.send(f"{path}/void", reason=" ").status_code == 422
    assert desk.done(f"{path}/void", reason="a robot") == f"{path}?done=void"
    after = desk.get(path)
    assert re.search(rf"<dt>Void</dt><dd>{ROBOT_VOTES}</dd>", after)
    assert "Effects of" not in after
    assert "Void for good" not in after
    before = board(desk)
    desk.done(f"{path}/release")
    assert board(desk) == before
    log = desk.api.get("/api/v1/arenas/t2i/votes", after_position=140).json()["items"]
    assert {vote["void_reason"] for vote in log} == {"a robot"}
    decided = [action for action, subject, _ in desk.actions() if subject.startswith("flag")]
    assert decided[:2] == ["release", "void"]


def test_lists_by_state_and_what_is_not_there(desk: AdminBrowser) -> None:
    assert "Flag" not in desk.get(f"{HOME}?state=held").partition("<h2>Flags</h2>")[2]
    for path, status in (
        (f"{HOME}?arena=nowhere", 404),
        (f"{HOME}/flags/99", 404),
        (f"{HOME}?state=odd", 422),
    ):
        assert desk.client.get(path).status_code == status, path
    assert desk.send(f"{HOME}/flags/99/hold").status_code == 404
    assert desk.send(f"{HOME}/scan", arena="nowhere").status_code == 404
    assert desk.send(f"{HOME}/flags/1/forget").status_code == 422
