"""Gold pairs, by forms: chosen from thumbnails or uploaded, and dealt no more."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.support.images.pictures import picture
from tests.support.served.admins import AdminBrowser

PATH = "/admin/arenas/t2i/gold"


@pytest.fixture
def prompt(desk: AdminBrowser) -> str:
    """Return the number of a prompt with an image of each of two models."""
    desk.done("/admin/arenas", slug="t2i", name="T")
    desk.done("/admin/arenas/t2i/prompts", text="A fox")
    number = str(desk.api.get("/api/v1/arenas/t2i/prompts").json()["items"][0]["id"])
    for seed, model in enumerate(("m", "n")):
        desk.done("/admin/models", slug=model, name=model)
        data = {"token": desk.token(), "model": model, "prompt_id": number}
        files = {"file": ("a.png", picture(seed), "image/png")}
        assert desk.client.post("/admin/arenas/t2i/images", data=data, files=files).status_code == 303
    return number


def choose(desk: AdminBrowser, data: bytes | None = None, **fields: str) -> httpx.Response:
    """Send the form, with a file or without one, as a browser does."""
    files = {"file": ("a.png" if data else "", data or b"", "application/octet-stream")}
    return desk.client.post(PATH, data={"token": desk.token(), **fields}, files=files)


def test_chosen_uploaded_and_retired(desk: AdminBrowser, prompt: str) -> None:
    assert "No gold pairs yet." in desk.get(PATH)
    assert f'<option value="{prompt}">A fox' in desk.get(PATH)
    page = desk.get(f"{PATH}?prompt={prompt}")
    assert f'href="/arenas/t2i/prompts/{prompt}"' in page
    first, second = re.findall(r'name="good" value="(\d+)"', page)
    assert re.findall(r'name="broken" value="(\d+)"', page) == [first, second]
    answer = choose(desk, prompt=prompt, good=first, broken=second)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PATH}?done=chosen")
    assert choose(desk, picture(9), prompt=prompt, good=first).status_code == 303
    page = desk.get(f"{PATH}?done=chosen")
    assert "Gold pair added." in page
    assert page.count(f'href="/arenas/t2i/prompts/{prompt}"') == 2
    thumbnails = re.findall(r'src="(/images/[0-9a-f]{64}/\d+)"', page)
    assert len(thumbnails) == 4
    assert {desk.client.get(path).status_code for path in thumbnails} == {200}
    assert "broken-on-purpose" in page
    number = re.findall(rf"{PATH}/(\d+)/retirement", page)[0]
    desk.done(f"{PATH}/{number}/retirement", retired="1")
    assert desk.get(PATH).count("Deal it again") == 1
    desk.done(f"{PATH}/{number}/retirement", retired="0")
    assert "Deal it again" not in desk.get(PATH)
    assert [action for action, *_ in desk.actions()][:4] == ["reinstate", "retire", "create", "create"]
    # Whom it stands in for is nobody: no list shows it.
    assert "Broken on purpose" not in desk.api.get("/models").text
    assert "Nobody has answered a gold pair" in page


def test_what_is_wrong_is_said(desk: AdminBrowser, prompt: str) -> None:
    for fields, status, words in (
        ({"good": "1"}, 422, "choose the broken image"),
        ({"broken": "1"}, 422, "choose the good image"),
        ({"good": "1", "broken": "1"}, 422, "images of two models"),
        ({"good": "1", "broken": "99"}, 404, "no image"),
        ({"good": "9" * 5_000, "broken": "1"}, 422, "choose the good image"),
    ):
        answer = choose(desk, None, prompt=prompt, **fields)
        assert answer.status_code == status
        assert words in answer.text.replace("Choose", "choose"), answer.text
    assert choose(desk, b"no picture", prompt=prompt, good="1").status_code == 415
    assert desk.client.post(PATH, data={"token": "x"}, files={"file": ("", b"")}).status_code == 403
    assert desk.client.get("/admin/arenas/t2i/gold?prompt=99").status_code == 404
    assert "No gold pairs yet." in desk.get(PATH)
