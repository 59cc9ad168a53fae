"""Image files as people see them: what their headers say, and that they reveal nothing."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from service.api.image_files import ROUTES
from service.arena.voting.blind_urls import PREFIX
from service.domain import clock
from service.domain.matchups import EXPIRY
from tests.support.images.blind_images import blind_urls, furnish
from tests.support.pages.gallery import ARENA, MODELS, PROMPTS, hang, painted
from tests.support.served.api import Api

# What the server adds to every answer.
USUAL = {"date", "server", "x-request-id", "x-content-type-options", "referrer-policy", "x-frame-options"}


def without_date(answer: httpx.Response) -> list[tuple[str, str]]:
    """Return an answer's headers but for when it was sent, the number of the request, and the receipt."""
    each = {"date", "x-request-id", "set-cookie"}
    return [(name, value) for name, value in answer.headers.multi_items() if name not in each]


def test_both_sides_have_the_same_headers_and_they_say_nothing(api: Api, tmp_path: Path) -> None:
    left, right = [api.get(url) for url in blind_urls(api, tmp_path, furnish(api))]
    assert left.status_code == right.status_code == 200
    assert left.content != right.content
    assert without_date(left) == without_date(right)
    assert left.headers.keys() - USUAL == {"content-type", "content-length", "cache-control", "set-cookie"}
    assert len(left.headers["set-cookie"]) == len(right.headers["set-cookie"])
    assert left.headers["Content-Type"] == "image/jpeg"
    assert left.headers["Cache-Control"].startswith("private, ")
    assert len(left.content) == len(right.content) == int(left.headers["Content-Length"])
    head = api.client.head(str(left.url))
    assert (head.status_code, head.content) == (200, b"")
    assert without_date(head) == without_date(left)


def test_a_blind_address_ends(api: Api, tmp_path: Path) -> None:
    pair = furnish(api)
    for url in blind_urls(api, tmp_path, pair, 8, EXPIRY + clock.SECOND):
        assert api.get(url).status_code == 410
    assert api.get(f"{PREFIX}{'A' * 34}").status_code == 404
    assert api.get(PREFIX).status_code == 404


HOSTILE_NAMES = ["%00", "%ED%A0%80", "a" * 9_000, "%2e%2e", "é", "x/y", "+" * 34]


def test_hostile_names_lead_nowhere(sqlite_api: Api) -> None:
    for name in HOSTILE_NAMES:
        for folder in (PREFIX, "/images/"):
            answer = sqlite_api.get(f"{folder}{name}")
            assert answer.status_code in {404, 405}, name
            assert len(answer.content) < 3_000


def test_a_public_copy_is_kept_for_good(api: Api) -> None:
    furnish(api)
    for image in api.client.get(f"/api/v1/arenas/{ARENA}/images", headers=api.key()).json()["items"]:
        answer = api.get(image["url"])
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers.keys() - USUAL == {
            "content-type",
            "content-length",
            "cache-control",
            "etag",
            "vary",
            "accept-ranges",
            "access-control-allow-origin",
            "access-control-expose-headers",
        }
        assert answer.headers["ETag"] == f'"{image["url"].rpartition("/")[2]}"'


@pytest.mark.slow
def test_no_picture_names_its_model(sqlite_api: Api, tmp_path: Path) -> None:
    sqlite_api.made("/api/v1/arenas", slug=ARENA, name="Pictures")
    prompt_id = sqlite_api.made(f"/api/v1/arenas/{ARENA}/prompts", **PROMPTS[0])["id"]
    for model, (name, _) in MODELS.items():
        sqlite_api.made("/api/v1/models", slug=model, name=name)
        data = painted(model, (300, 300), model)
        assert model.encode() in data
        hang(sqlite_api, model, prompt_id, data)
    for url in blind_urls(sqlite_api, tmp_path, [1, 2]) + blind_urls(sqlite_api, tmp_path, [3, 4], 9):
        body = sqlite_api.get(url).content
        for model, (name, _) in MODELS.items():
            assert model.encode() not in body
            assert name.encode() not in body


def test_they_are_tried_before_what_is_asked_for_less_often() -> None:
    assert [route.path for route in ROUTES if hasattr(route, "path")] == [
        "/blind/{name}",
        "/images/{name}",
        "/images/{name}/{side}",
        "/logos/{name}",
    ]
