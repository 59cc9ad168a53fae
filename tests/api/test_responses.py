"""How the catalog answers: cached reads, creations with their URL."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from service.http.response_cache import MAX_BYTES, Content, ResponseCache
from tests.support.served.api import Api
from tests.support.votes.arenas import arena_services

PATH = "/api/v1/models"


def test_a_read_is_cached_until_the_catalog_changes(api: Api) -> None:
    api.made(PATH, slug="a", name="A")
    first = api.get(PATH)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert first.headers["Content-Type"] == "application/json"
    assert api.get(PATH).headers["ETag"] == first.headers["ETag"]
    api.made("/api/v1/organizations", slug="o", name="O")
    assert api.get(PATH).headers["ETag"] == first.headers["ETag"]  # another revision, the same content
    api.made(PATH, slug="b", name="B")
    assert api.get(PATH).headers["ETag"] != first.headers["ETag"]


def test_a_long_answer_is_compressed_for_who_wants_it(sqlite_api: Api) -> None:
    for number in range(20):
        sqlite_api.made(PATH, slug=f"m{number}", name="A model of many")
    plain = sqlite_api.client.get(PATH, headers={"Accept-Encoding": "identity"})
    with sqlite_api.client.stream("GET", PATH, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_the_address_of_what_was_made_leads_there(api: Api) -> None:
    for slug in ("plain", "光-1", "a.b_c"):
        answer = api.post(PATH, {"slug": slug, "name": "N"}, Idempotency_Key=slug.encode().hex())
        found, made = api.client.get(answer.headers["Location"]).json(), answer.json()
        assert {name: found[name] for name in made} == made  # and what its page shows besides
        again = api.post(PATH, {"slug": slug, "name": "N"}, Idempotency_Key=slug.encode().hex())
        assert (again.headers["Location"], again.content) == (answer.headers["Location"], answer.content)


def test_a_query_where_there_is_none_is_refused(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/organizations", slug="o", name="O")
    sqlite_api.made("/api/v1/arenas", slug="t2i", name="T")
    for path in ("/api/v1/organizations/o", "/api/v1/arenas/t2i"):
        for query in ("theme=people", "x", "=", "%00=%00", "&"):
            answer = sqlite_api.client.get(f"{path}?{query}")
            assert answer.status_code == 422
            assert "is not a parameter" in answer.json()["detail"]


@pytest.mark.anyio
async def test_what_readers_make_up_is_forgotten_in_time(sqlite_url: str, tmp_path: Path) -> None:
    async def produce() -> Content:
        return Content(b"short", "text/plain")

    async with arena_services(sqlite_url, tmp_path) as services:
        cache = ResponseCache(services)
        for number in range(MAX_BYTES // 60_000):
            await cache.get_or_make(("/", f"{number:060000}".encode()), "", produce)
        assert cache._bytes <= MAX_BYTES
        assert 900 < len(cache._entries) < MAX_BYTES // 60_000
