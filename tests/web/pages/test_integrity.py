"""The page on what happened to every vote."""

from __future__ import annotations

import re
from html import unescape

import pytest
from playwright.async_api import Browser

from service.arena.catalog import arenas
from service.arena.integrity import holding
from service.db.queries.gold import agreements
from service.domain.controls.agreement import Agreement
from tests.support.pages.board_pages import ARENA, furnish
from tests.support.pages.browser import LOOKS, visiting
from tests.support.served.api import Api, in_write


@pytest.fixture
def site(sqlite_api: Api) -> Api:
    """Return the service with an arena in which one vote was voided."""
    furnish(sqlite_api, votes=30)
    vote = sqlite_api.get(f"/api/v1/arenas/{ARENA}/votes").json()["items"][0]["id"]
    assert sqlite_api.delete(f"/api/v1/votes/{vote}", "admin").status_code == 204
    return sqlite_api


def test_it_says_what_the_ledger_says(site: Api) -> None:
    html = site.get("/integrity").text
    ledger = site.get(f"/api/v1/arenas/{ARENA}/ledger").json()
    table = html[html.index("<arena-chart") : html.index("</arena-chart>")]
    found = re.findall(r"<td>(.*?)</td>", table)
    rows = [found[i : i + 4] for i in range(0, len(found), 4)]
    assert rows == [
        [str(day["votes"]), str(day["counted"]), str(day["not_counted"].get("voided", 0)), str(day["skips"])]
        for day in [*ledger["items"], ledger["total"]]
    ]


def test_held_votes_are_counted_and_nobody_is_named(site: Api) -> None:
    assert "Held votes by day" not in site.get("/integrity").text
    in_write(site.url, lambda session: holding.hold_votes(session, 1, [3, 4], "a private note"))
    html = site.get("/integrity").text
    assert "<dt>Held now</dt><dd>2</dd>" in html
    assert ">Chosen by an administrator</th>" in html
    assert "On strong evidence, it holds votes at once" in html
    assert "a private note" not in html


def test_what_does_not_count_shows_at_once(site: Api) -> None:
    before = site.get("/integrity")
    vote = site.get(f"/api/v1/arenas/{ARENA}/votes").json()["items"][1]["id"]
    assert site.delete(f"/api/v1/votes/{vote}", "admin").status_code == 204
    assert site.get("/integrity").headers["ETag"] != before.headers["ETag"]


def test_every_link_leads_somewhere(site: Api) -> None:
    html = site.get("/integrity").text
    paths = {unescape(path) for path in re.findall(r'href="(/api/[^"]*)"', html)}
    assert len(paths) > 4
    for path in paths:
        assert site.get(path).status_code == 200, path


def test_an_arena_can_be_asked_for(site: Api) -> None:
    site.made("/api/v1/arenas", slug="other", name="<b>Other</b>")
    html = site.get("/integrity?arena=other").text
    assert "No votes yet" in html
    assert "<b>Other" not in html
    assert f'href="/integrity?arena={ARENA}"' in html
    assert site.get("/integrity?arena=nowhere").status_code == 404
    assert site.delete("/api/v1/arenas/other").status_code == 204
    assert "closed" in site.get("/integrity?arena=other").text


def test_the_commands_are_those_of_the_program(site: Api) -> None:
    html = site.get("/integrity").text
    method = site.get(f"/api/v1/arenas/{ARENA}/leaderboard").json()["method_version"]
    assert "arena recount --check" in html
    assert f"arena import votes votes.ndjson --arena {ARENA}" in html
    assert f"<code>{method}</code>" in html


def test_without_an_arena_there_is_nothing_to_account_for(sqlite_api: Api) -> None:
    assert "No arenas yet" in sqlite_api.get("/integrity").text


def test_simulated_votes_are_called_so(site: Api) -> None:
    in_write(site.url, lambda session: session.exec_driver_sql("UPDATE arenas SET simulated_until = 7"))
    assert "The first 7 of 31 votes come from the demo" in site.get("/integrity").text


async def test_in_a_browser(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        assert await visit.faults("/integrity", LOOKS) == []
    assert visit.problems == []
    assert visit.strangers == []


def test_it_says_how_much_voters_agree(site: Api) -> None:
    assert "has not been measured yet" in site.get("/integrity").text.partition("How much voters agree")[2]
    arena = in_write(site.url, lambda session: arenas.get(session, ARENA))
    row = Agreement(arena.id, "", 0, 120, 300, 0.414, 0.032, 50, 49, 8, 6)
    none = row._replace(theme="food-and-drink", alpha=None, error=None)
    in_write(site.url, lambda session: agreements.put(session, arena.id, [row, none]))
    html = re.sub(r"\s+", " ", site.get("/integrity").text.partition("How much voters agree")[2])
    assert '0.41 <span class="quiet">± 0.03</span>' in html
    assert 'food and drink</th> <td class="num">–</td>' in html
    assert "Gold pairs answered right</dt><dd>98 %" in html
    assert "Same answer again</dt><dd>75 %" in html
