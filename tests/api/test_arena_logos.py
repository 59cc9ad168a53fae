"""The logo of an arena over HTTP."""

from __future__ import annotations

import pytest

from tests.support.images.pictures import lettering, opened
from tests.support.served.api import Api

PATH = "/api/v1/arenas/t2i/logo"


def put(api: Api, data: bytes, **headers: str) -> tuple[int, dict[str, object]]:
    """Send a logo; return the status and the answer."""
    sent = {**api.key("catalog"), **headers}
    answer = api.client.put(PATH, files={"file": ("a.png", data, "image/png")}, headers=sent)
    return answer.status_code, answer.json()


def test_set_sent_shown_and_removed(api: Api) -> None:
    api.made("/api/v1/arenas", slug="t2i", name="Posters")
    status, made = put(api, lettering((200, 90, 40)))
    url = made["logo_url"]
    assert status == 200
    assert api.get("/api/v1/arenas/t2i").json() == made
    file = api.get(str(url))
    assert opened(file.content).size == (192, 96)
    assert (file.headers["Content-Type"], file.headers["Cache-Control"][-9:]) == ("image/webp", "immutable")
    shown = f'<img class="logo" src="{url}" alt="Posters" width="56" height="28">'
    assert shown in api.get("/arenas/t2i").text
    assert shown in api.get("/arenas/t2i/vote").text
    assert shown not in api.get("/").text
    assert 'href="data:image/webp;base64,' in api.get("/cards/arenas/t2i.svg").text
    assert put(api, lettering((200, 90, 40)), **{"If-Match": '"old.1"'})[0] == 412
    assert api.delete(PATH).status_code == 204
    assert api.get("/api/v1/arenas/t2i").json()["logo_url"] is None
    assert shown not in api.get("/arenas/t2i").text
    assert api.get("/logos/" + "0" * 64 + ".webp").status_code == 404


@pytest.mark.parametrize(
    ("data", "status", "word"),
    [(b"<svg/>", 415, "PNG, JPEG or WebP"), (b"x" * 1_000_001, 413, "limit"), (b"", 415, "PNG")],
)
def test_what_is_refused(sqlite_api: Api, data: bytes, status: int, word: str) -> None:
    sqlite_api.made("/api/v1/arenas", slug="t2i", name="T")
    found, problem = put(sqlite_api, data)
    assert found == status
    assert word in str(problem["detail"])


def test_an_arena_that_is_not_there(sqlite_api: Api) -> None:
    assert put(sqlite_api, lettering((9, 9, 9)))[0] == 404
