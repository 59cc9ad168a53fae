"""Images, by forms."""

from __future__ import annotations

import httpx
import pytest

from tests.support.images.pictures import picture
from tests.support.served.admins import AdminBrowser

PATH = "/admin/arenas/t2i/images"


@pytest.fixture
def prompt(desk: AdminBrowser) -> str:
    """Return the number of a prompt, in an arena with a model."""
    desk.done("/admin/arenas", slug="t2i", name="T")
    desk.done("/admin/models", slug="m", name="M")
    desk.done("/admin/arenas/t2i/prompts", text="A fox")
    return str(desk.api.get("/api/v1/arenas/t2i/prompts").json()["items"][0]["id"])


def upload(desk: AdminBrowser, data: bytes, **fields: str) -> httpx.Response:
    """Send the form with its file."""
    files = {"file": ("a.png", data, "image/png")}
    return desk.client.post(PATH, data={"token": desk.token(), **fields}, files=files)


def test_added_seen_and_withdrawn(desk: AdminBrowser, prompt: str) -> None:
    assert "No images yet." in desk.get(PATH)
    assert f'value="{prompt}"' in desk.get(f"{PATH}?prompt={prompt}")
    answer = upload(desk, picture(1), model="m", prompt_id=prompt)
    assert answer.status_code == 303, answer.text
    page = desk.get(answer.headers["Location"])
    assert f'href="/arenas/t2i/prompts/{prompt}"' in page
    shown = page.partition('<img src="/images/')[2].partition('"')[0]
    assert desk.client.get(f"/images/{shown}").status_code == 200
    number = page.partition(f"{PATH}/")[2].partition("/")[0]
    assert desk.send(f"{PATH}/{number}/withdrawal", reason="").status_code == 422
    desk.done(f"{PATH}/{number}/withdrawal", reason="not ours")
    assert "withdrawn: not ours" in desk.get(PATH)
    assert [action for action, *_ in desk.actions()][:2] == ["withdraw", "create"]


def test_what_is_wrong_is_said(desk: AdminBrowser, prompt: str) -> None:
    for data, fields, status in (
        (b"no picture", {"model": "m", "prompt_id": prompt}, 415),
        (b"", {"model": "m", "prompt_id": prompt}, 422),
        (picture(1), {"model": "none", "prompt_id": prompt}, 404),
        (picture(1), {"model": "m", "prompt_id": "x"}, 422),
        (picture(1), {"model": "m", "prompt_id": "999"}, 404),
    ):
        answer = upload(desk, data, **fields)
        assert answer.status_code == status
        assert 'class="form card"' in answer.text
    assert "No images yet." in desk.get(PATH)


def test_a_form_of_another_session_adds_nothing(desk: AdminBrowser, prompt: str) -> None:
    fields = {"token": "x", "model": "m", "prompt_id": prompt}
    files = {"file": ("a.png", picture(1), "image/png")}
    assert desk.client.post(PATH, data=fields, files=files).status_code == 403
    assert "No images yet." in desk.get(PATH)
