"""The API reference: every operation has a page, and every link leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from service.web.reference.operations import Operation, Reference
from service.web.reference.topics import SEARCH, TOPICS
from tests.support.db.databases import copy_sqlite
from tests.support.pages.browser import PHONE, accessibility, visiting
from tests.support.served.api import Api, serving
from tests.support.served.document import DOCUMENT

REFERENCE = Reference(DOCUMENT)
MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield a server that is private to this module: its pages are only read."""
    folder = tmp_path_factory.mktemp("reference")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        api.made("/api/v1/arenas", slug="drawings", name="Drawings")
        yield api


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("operation", REFERENCE.operations, ids=lambda one: one.slug)
def test_an_operation_has_a_page(served: Api, operation: Operation) -> None:
    answer = served.get(operation.url)
    assert answer.status_code == 200
    assert len(answer.content) <= MOST_BYTES
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    text = _text(answer.text)
    assert operation.path in text
    for name in ("curl", "Python", "JavaScript"):
        assert f'value="{name}"' in answer.text
    fields = [field for table in operation.parameters for field in table.fields]
    fields += operation.body.fields if operation.body else ()
    for field in fields:
        assert f'<th scope="row"><code>{field.name}</code>' in answer.text
    for one in operation.answers:
        assert one.example is None or f"Response {one.status}" in text
    assert operation.problems
    for problem in operation.problems:
        assert f'href="/problems/{problem.code}"' in answer.text
    assert not operation.scope or f"the scope {operation.scope}" in text
    assert ("data-try" in answer.text) == operation.can_be_tried


@pytest.mark.slow
def test_every_link_of_the_reference_leads_somewhere(served: Api) -> None:
    start = {topic.url for topic in (*TOPICS, SEARCH)}
    seen: set[str] = set()
    waiting = start | {one.url for one in REFERENCE.operations}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = served.get(path)
        assert answer.status_code == 200 or path == "/admin", path  # which leads to the login
        if not path.startswith(("/docs", "/problems")) or path == "/docs/":
            continue
        ids = set(re.findall(r' id="([^"]+)"', answer.text))
        links = set(re.findall(r'(?:href|src)="([^"]+)"', answer.text))
        assert {link[1:] for link in links if link.startswith("#")} <= ids, path
        waiting |= {link for link in links if not link.startswith("#")} - seen
    assert {one.url for one in REFERENCE.operations} < seen


def test_samples_have_an_arena_of_the_server(served: Api) -> None:
    assert "/api/v1/arenas/drawings/leaderboard" in served.get("/docs/api/get-leaderboard").text


def test_the_id_of_an_operation_leads_to_its_page(served: Api) -> None:
    answer = served.client.get("/docs/api/getLeaderboard", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (308, "/docs/api/get-leaderboard")
    assert served.get("/docs/api/nothing").status_code == 404
    assert served.get("/docs/api/%3Cscript%3E").headers["Content-Type"] == "application/problem+json"


def test_what_holds_for_all_operations_has_pages(served: Api) -> None:
    start = _text(served.get("/docs").text)
    assert served.base in start
    for operation in REFERENCE.operations:
        assert operation.title in start
    limits = _text(served.get("/docs/api/limits").text)
    assert "300 a minute" in limits
    assert "10,000" in limits
    errors = served.get("/docs/api/errors").text
    assert 'href="/problems/idempotency-key-reused"' in errors


def test_a_problem_is_explained(served: Api) -> None:
    text = _text(served.get("/problems/storage-full").text)
    assert "507" in text
    assert "no room left" in text
    assert "Report votes" in text
    assert served.get("/problems/<script>alert(1)<").status_code == 404


def test_search_works_without_scripts(served: Api) -> None:
    page = served.get("/docs/api/search?q=leaderboard+csv&utm_source=x").text
    assert "Get leaderboard" not in re.findall(r"<strong>(.*?)</strong>", page)
    page = served.get("/docs/api/search?q=Leaderboard").text
    assert re.findall(r"<strong>(.*?)</strong>", page)[0] == "Get leaderboard"
    page = served.get("/docs/api/search?q=%3Cscript%3E").text
    assert "0 results for “&lt;script&gt;”" in page


async def test_search_tabs_and_trying_by_keyboard(browser: Browser, served: Api) -> None:
    async with visiting(browser, served.base) as visit:
        page = await visit.open("/docs")
        search = page.get_by_role("searchbox", name="Search the API reference")
        await page.keyboard.press("/")
        await expect(search).to_be_focused()
        await expect(search).to_have_value("")
        await search.fill("leaderboard")
        results = page.locator("[data-results] a")
        await expect(results.first).to_contain_text("Get leaderboard")
        await page.keyboard.press("ArrowDown")
        await expect(results.first).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("[data-results]")).to_be_hidden()
        await expect(search).to_be_focused()
        await search.fill("get arena")
        await expect(results.first).to_contain_text("Get arena")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/docs/api/get-arena")

        shown = page.locator(".code-panel > .code-text:visible").first
        await expect(shown).to_contain_text("curl")
        await page.get_by_role("radio", name="curl").focus()
        await page.keyboard.press("ArrowRight")
        await expect(shown).to_contain_text("import requests")

        await page.get_by_role("button", name="Send request").click()
        await expect(page.locator("[data-outcome]")).to_contain_text("200 ·")
        await expect(page.locator("[data-response]")).to_contain_text('"slug": "drawings"')
        await page.get_by_label("arena required").fill("no/thing")
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-outcome]")).to_contain_text("404 ·")

        await visit.open("/docs/api/list-images")  # it needs a key, and remembers the language
        await expect(shown).to_contain_text("import os")
        await page.get_by_label("API key").fill(served.key()["Authorization"].partition(" ")[2])
        await page.get_by_role("button", name="Send request").click()
        await expect(page.locator("[data-response]")).to_contain_text('"items": []')
        assert await page.evaluate("Object.keys(localStorage)") == ["arena-sample-language"]
        assert await accessibility(page) == []
    assert [problem for problem in visit.problems if "404" not in problem] == []
    assert visit.strangers == []


async def test_on_a_phone_in_the_dark_and_without_scripts(browser: Browser, served: Api) -> None:
    async with visiting(
        browser, served.base, viewport=PHONE, color_scheme="dark", java_script_enabled=False
    ) as visit:
        page = await visit.open("/docs/api/report-votes")
        menu = page.get_by_role("navigation", name="API reference")
        await expect(menu).to_be_hidden()
        await page.get_by_role("button", name="Menu").click()
        await expect(menu).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_text("JavaScript", exact=True).click()
        await expect(page.locator(".code-panel > .code-text:visible").first).to_contain_text("fetch(")
        await expect(page.get_by_role("button", name="Send request")).to_have_count(0)
        await page.get_by_role("searchbox", name="Search the API reference").fill("webhook")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/docs/api/search?q=webhook")
        await expect(page.locator(".found li").first).to_contain_text("webhook")
    async with visiting(browser, served.base) as visit:
        for path in ("/docs", "/docs/api/query-leaderboards", "/docs/api/report-votes", "/docs/api/errors"):
            assert await visit.faults(path, [(PHONE, "dark")]) == []
    assert visit.problems == []
