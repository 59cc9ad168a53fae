"""Imports of votes by forms: a file goes up, is looked at, and comes in or is deleted."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.support.pages.browser import PHONE, accessibility, overflow, visiting
from tests.support.runs.waiting import wait_until
from tests.support.served.admins import AdminBrowser
from tests.support.served.api import request

PATH = "/admin/imports"
VOTES = """\
Modell links;Modell rechts;Gewinner;Zeit
Alpha;Beta;links;2024-01-02
Beta;Alpha;unentschieden;2024-01-01
Alpha;Beta;;2024-01-03
"""


def upload(desk: AdminBrowser, data: bytes, **fields: str) -> httpx.Response:
    """Send the form with its file."""
    values = {"token": desk.token(), "arena": "t2i", **fields}
    return desk.client.post(PATH, data=values, files={"file": ("Stimmen <1>.csv", data)})


@pytest.mark.slow
def test_a_file_is_previewed_and_imported(desk: AdminBrowser, tmp_path: Path) -> None:
    assert "No uploads." in desk.get(PATH)
    place = upload(desk, VOTES.encode()).headers["Location"]
    page = desk.get(place)
    assert "The file has no column for model_left, model_right, outcome; it has " in page
    assert "--map" not in page
    assert 'name="query"' not in page
    for _ in range(2):
        suggestion = re.search(r'href="([^"]+)">Try what the columns suggest', page)
        assert suggestion
        page = desk.get(unescape(suggestion[1]))
    for said in (
        "<strong>2 votes</strong> would be added",
        "1 left, 0 right, 1 tie, 0 both bad",
        "2 new models: Alpha, Beta",
        "1 row (line 4):",
        "Import 2 votes",
    ):
        assert said in page
    query = re.search(r'name="query" value="([^"]+)"', page)
    assert query
    assert desk.client.get("/api/v1/arenas/t2i").status_code == 404
    path = desk.done(place.partition("?")[0], query=unescape(query[1]))
    wait_until(lambda: "2 votes added" in desk.get(path), "the import")
    assert "The file was deleted." in desk.get(path)
    assert desk.client.get("/api/v1/arenas/t2i").json()["votes"] == 2
    detail = "Stimmen <1>.csv: 2 votes added, 0 were already there, 0 rows filtered out, 0 void, 1 refused"
    assert desk.actions()[0] == ("import", "votes into t2i", detail)
    assert "<td>imported</td>" in re.sub(r"\s*(</?td>)\s*", r"\1", desk.get(PATH))
    desk.done(f"{path}/deletion")
    assert "No uploads." in desk.get(PATH)
    _what_is_wrong(desk, tmp_path)


def _what_is_wrong(desk: AdminBrowser, tmp_path: Path) -> None:
    assert upload(desk, b"").status_code == 422
    assert upload(desk, b"x", arena="").status_code == 422
    assert upload(desk, b"x", token="another").status_code == 403  # noqa: S106 - no secret
    assert desk.client.get(f"{PATH}/{'0' * 16}").status_code == 404
    place = upload(desk, b'{"half": ').headers["Location"]
    answer = desk.client.get(f"{place}&format=json")
    assert answer.status_code == 400
    assert "The file cannot be imported like this" in answer.text
    for query in ("", "?arena=t2i&format=exe", "?arena=t2i&aliases=@/etc/passwd"):
        answer = desk.client.get(place.partition("?")[0] + query)
        assert answer.status_code == 422, query
        assert "Update the preview" in answer.text
    anonymous = request("GET", f"{desk.api.base}{place}")
    assert anonymous.status_code == 303
    assert list(tmp_path.glob("uploads/*/votes.csv"))


DROP = """(form, text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "votes.csv"));
  form.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""


async def test_on_a_phone_by_keyboard_in_the_dark(browser: Browser, desk: AdminBrowser) -> None:
    key = desk.api.key("admin")["Authorization"].partition(" ")[2]
    options = {"viewport": PHONE, "color_scheme": "dark", "java_script_enabled": True}
    async with visiting(browser, desk.api.base, **options) as visit:
        page = await visit.open(PATH)
        await page.get_by_label("Admin key").fill(key)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Imports")).to_be_visible()
        await page.locator(".form-drop").evaluate(DROP, VOTES)
        await page.get_by_label("Arena").fill("t2i")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("no column for model_left")
        assert (await accessibility(page), await overflow(page) <= 0) == ([], True)
        await page.get_by_label("model_left").select_option("Modell links")
        await page.get_by_label("model_right").select_option("Modell rechts")
        await page.get_by_label("outcome", exact=True).select_option("Gewinner")
        await page.get_by_role("button", name="Update the preview").press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("No outcome of the file is known")
        await page.get_by_label("“links” means").select_option("left")
        await page.get_by_label("“unentschieden” means").select_option("tie")
        await page.get_by_role("button", name="Update the preview").press("Enter")
        await expect(page.get_by_role("button", name="Import 2 votes")).to_be_visible()
        assert (await accessibility(page), await overflow(page) <= 0) == ([], True)
    assert (visit.problems, visit.strangers) == ([], [])


@pytest.mark.slow
def test_prompts_are_looked_at_and_imported(desk: AdminBrowser) -> None:
    assert upload(desk, b"x", kind="secrets").status_code == 422
    place = upload(desk, b"text,themes\n<b>A cat</b>,animals\n", kind="prompts").headers["Location"]
    page = desk.client.get(place).text
    assert "1 prompt with 1 theme in 0 languages." in page
    assert "&lt;b&gt;A cat&lt;/b&gt;" in page
    path = place.partition("?")[0]
    assert desk.send(path, query="").status_code == 422
    desk.done(path, query="arena=t2i")
    wait_until(lambda: "1 added" in desk.get(path), "the import")
    assert "A cat" in desk.get("/admin/arenas/t2i/prompts")
    assert desk.actions()[0][:2] == ("import", "prompts into t2i")
    broken = upload(desk, b"no zip", kind="images").headers["Location"]
    answer = desk.client.get(broken)
    assert answer.status_code == 400
    assert "not a ZIP file that can be read" in answer.text
