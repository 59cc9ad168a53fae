"""The logos of the site and of an arena, by forms."""

from __future__ import annotations

from functools import partial

import httpx
import pytest

from service.arena.images import logos
from service.domain.branding.logos import Logo
from tests.support.images.pictures import flat, lettering
from tests.support.served.admins import AdminBrowser
from tests.support.served.api import Api, in_write


def upload(desk: AdminBrowser, path: str, data: bytes) -> httpx.Response:
    """Send the form with a file, as a browser does; without one it sends an empty file."""
    files = {"file": ("a.png" if data else "", data, "image/png")}
    return desk.client.post(path, data={"token": desk.token()}, files=files)


def test_the_site_has_one_in_the_head_of_every_page(desk: AdminBrowser) -> None:
    assert "Add a logo" in desk.get("/admin")
    assert "No logo yet." in desk.get("/admin/logo")
    assert upload(desk, "/admin/logo", flat((100, 100))).status_code == 303
    head = desk.get("/").partition("<nav")[0]
    assert 'alt="" width="28" height="28"> <span>Arena</span>' in head
    assert upload(desk, "/admin/logo", lettering((200, 90, 40))).status_code == 303
    for path in ("/me", "/admin/logo", "/integrity"):
        assert 'alt="Arena" width="56" height="28"></a>' in desk.get(path).partition("<nav")[0]
    assert desk.client.get("/card.svg").text.count("data:image/webp") == 1
    desk.done("/admin/logo/removal")
    assert "/logos/" not in desk.get("/integrity")
    assert [entry[:2] for entry in desk.actions()][:2] == [
        ("remove", "logo of the site"),
        ("set", "logo of the site"),
    ]


def test_one_that_another_process_set_is_on_pages_that_nobody_logged_in_for(sqlite_api: Api) -> None:
    client, browser = sqlite_api.client, {"Accept": "text/html"}
    for logo in (Logo(b"l" * 32, 96, 96), None, Logo(b"m" * 32, 96, 96)):
        for path in ("/nothing", "/admin/login"):
            in_write(sqlite_api.url, partial(logos.set_of_site, logo=logo))
            page = client.get(f"{sqlite_api.base}{path}", headers=browser).text
            assert page.count("/logos/") == page.count(logo.url if logo else "/logos/") == (logo is not None)


def test_an_arena_has_its_own(desk: AdminBrowser) -> None:
    desk.done("/admin/arenas", slug="t2i", name="Posters")
    path = "/admin/arenas/t2i/logo"
    assert path in desk.get("/admin/arenas/t2i")
    assert upload(desk, path, lettering((200, 90, 40))).status_code == 303
    page = desk.get(path)
    assert page.count('alt="The logo on ') == 2
    assert 'alt="Posters"' in page
    desk.done(f"{path}/removal")
    assert "No logo yet." in desk.get(path)


@pytest.mark.parametrize(
    ("data", "word"), [(b"", "Is required"), (b"<svg/>", "not a PNG"), (b"x" * 1_000_001, "the limit is")]
)
def test_what_is_refused(desk: AdminBrowser, data: bytes, word: str) -> None:
    answer = upload(desk, "/admin/logo", data)
    assert answer.status_code in {413, 415, 422}
    assert "field-wrong" in answer.text
    assert word in answer.text


def test_no_form_of_another_session(desk: AdminBrowser) -> None:
    answer = desk.client.post("/admin/logo", data={"token": "x"}, files={"file": ("a.png", flat((9, 9)))})
    assert answer.status_code == 403
