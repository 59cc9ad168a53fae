"""Images over HTTP: taken in as forms, told to keys alone, withdrawn."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.blobs.protocol import MARKER
from tests.support.images.pictures import flat, picture
from tests.support.served.api import Api, serving

PATH = "/api/v1/arenas/t2i/images"


def furnish(api: Api) -> int:
    """Return an arena with two models and a prompt; the prompt's id."""
    api.made("/api/v1/arenas", slug="t2i", name="T")
    for slug in ("a", "b"):
        api.made("/api/v1/models", slug=slug, name=slug)
    number: int = api.made("/api/v1/arenas/t2i/prompts", text="A cat")["id"]
    return number


def send(
    api: Api, data: bytes | None, scope: str = "catalog", *, once: str | None = None, **fields: object
) -> httpx.Response:
    """Upload a picture; fields that are None are left out."""
    told = {name: str(value) for name, value in ({"model": "a"} | fields).items() if value is not None}
    headers = api.key(scope) | ({"Idempotency-Key": once} if once else {})
    files = {"file": ("x.bin", data, "text/html")} if data is not None else {"none": (None, "")}
    return api.client.post(PATH, data=told, files=files, headers=headers)


def test_an_image_is_taken_in_whatever_it_is_called(api: Api) -> None:
    prompt_id = furnish(api)
    data = picture(size=(300, 200), kind="WEBP")
    answer = send(api, data, prompt_id=prompt_id)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["sha256"] == hashlib.sha256(data).hexdigest()
    assert (made["width"], made["height"], made["format"], made["origin"]) == (300, 200, "webp", "upload")
    assert (made["model"], made["prompt_id"], made["bytes"]) == ("a", prompt_id, len(data))
    assert answer.headers["Location"] == f"{PATH}/{made['id']}"
    assert api.client.get(answer.headers["Location"], headers=api.key()).json() == made
    assert api.get(made["url"]).status_code == 200
    assert api.get(f"/images/{made['sha256']}").status_code == 404  # originals are for nobody


@pytest.mark.slow
def test_what_is_listed(api: Api) -> None:
    prompt_id = furnish(api)
    made = [send(api, picture(i), prompt_id=prompt_id, model=m).json() for i, m in enumerate("aab")]

    def listed(**query: Any) -> Any:
        return api.client.get(PATH, params=query, headers=api.key()).json()

    assert listed() == {"items": made, "next_cursor": None}
    assert listed(model="b")["items"] == made[2:]
    assert listed(prompt_id=prompt_id, model="a")["items"] == made[:2]
    first = listed(limit=2)
    assert first["items"] == made[:2]
    assert listed(limit=2, cursor=first["next_cursor"])["items"] == made[2:]
    for wrong in ({"model": "c"}, {"prompt_id": 99}):
        assert api.client.get(PATH, params=wrong, headers=api.key()).status_code == 404


def test_who_painted_what_is_told_to_no_voter(api: Api) -> None:
    """A voter who could list a prompt's images would know what both sides are."""
    prompt_id = furnish(api)
    made = send(api, picture(), prompt_id=prompt_id).json()
    for path in (PATH, f"{PATH}/{made['id']}"):
        assert api.get(path).status_code == 401
        assert api.client.get(path, headers=api.key("votes")).status_code == 403
        again = api.client.get(path, headers=api.key())
        assert (again.status_code, again.headers["Cache-Control"]) == (200, "private, no-store")
        assert api.get(path).status_code == 401


def test_an_upload_sent_again_is_one_image(api: Api) -> None:
    prompt_id = furnish(api)
    data = picture()
    first = send(api, data, prompt_id=prompt_id, once="k1")
    again = send(api, data, prompt_id=prompt_id, once="k1")  # in a form with another boundary
    assert first.status_code == again.status_code == 201
    assert (first.content, first.headers["Location"]) == (again.content, again.headers["Location"])
    other = send(api, picture(2), prompt_id=prompt_id, once="k1")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert send(api, data, prompt_id=prompt_id).status_code == 409


REFUSED: list[tuple[bytes | None, dict[str, Any], int]] = [
    (b"GIF89a", {}, 415),
    (b"", {}, 415),
    (picture(kind="JPEG")[:-5], {}, 422),
    (picture()[:2_000], {}, 422),
    (None, {}, 422),
    (picture(), {"model": None}, 422),
    (picture(), {"model": "nobody"}, 404),
    (picture(), {"prompt_id": 99}, 404),
    (picture(), {"prompt_id": None}, 422),
    (picture(), {"prompt_id": "first"}, 422),
    (picture(), {"prompt_id": 2**40}, 404),
    (picture(), {"colour": "red"}, 422),
    (picture(), {"model": "a\0"}, 422),
]


def test_refusals_store_nothing(sqlite_api: Api, tmp_path: Path) -> None:
    prompt_id = furnish(sqlite_api)
    for data, fields, status in REFUSED:
        answer = send(sqlite_api, data, **({"prompt_id": prompt_id} | fields))
        assert answer.status_code == status, (fields, answer.text)
        assert answer.json()["detail"]
        assert sqlite_api.client.get(PATH, headers=sqlite_api.key()).json()["items"] == []
        assert [path.name for path in (tmp_path / "blobs").iterdir()] == [MARKER]


def test_a_key_is_asked_for_before_anything_is_read(sqlite_api: Api) -> None:
    prompt_id = furnish(sqlite_api)
    large = bytes(15_000_000)
    assert send(sqlite_api, large, "votes", prompt_id=prompt_id).status_code == 403
    bare = sqlite_api.client.post(PATH, files={"file": ("x", large)})
    assert bare.status_code == 401


def test_a_file_may_be_larger_than_json_may(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, max_body_bytes=10_000) as api:
        prompt_id = furnish(api)
        data = flat((64, 64))
        padded = data + bytes(20_000_000 - len(data))
        assert send(api, padded, prompt_id=prompt_id).status_code == 201
        assert send(api, padded + b"x", prompt_id=prompt_id).status_code == 413
        assert send(api, padded + bytes(200_000), prompt_id=prompt_id).status_code == 413
        assert api.post("/api/v1/models", {"slug": "c", "name": "x" * 11_000}).status_code == 413


def test_a_withdrawn_image_is_seen_no_more(api: Api) -> None:
    prompt_id = furnish(api)
    made = send(api, picture(), prompt_id=prompt_id).json()
    assert api.get(made["url"]).status_code == 200
    path = f"{PATH}/{made['id']}"
    assert api.delete(path, "votes").status_code == 403
    for reason in ("rights", "again"):
        assert api.delete(f"{path}?reason={reason}").status_code == 204
    after = api.client.get(path, headers=api.key()).json()
    assert after["withdrawn_reason"] == "rights"
    assert after["withdrawn_at"]
    assert api.get(made["url"]).status_code == 404
    assert api.delete(f"{PATH}/99").status_code == 404


def test_an_image_belongs_to_its_arena(api: Api) -> None:
    prompt_id = furnish(api)
    api.made("/api/v1/arenas", slug="edit", name="E")
    made = send(api, picture(), prompt_id=prompt_id).json()
    other = f"/api/v1/arenas/edit/images/{made['id']}"
    assert api.client.get(other, headers=api.key()).status_code == 404
    assert api.delete(other).status_code == 404
    moved = api.client.post(
        "/api/v1/arenas/edit/images",
        data={"model": "a", "prompt_id": str(prompt_id)},
        files={"file": ("x", picture())},
        headers=api.key(),
    )
    assert moved.status_code == 404
