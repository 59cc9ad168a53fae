"""How the catalog answers: prepared reads, creations with their address."""

from __future__ import annotations

import gzip

from tests.support.api import Api

PATH = "/api/v1/models"


def test_a_read_is_prepared_until_the_catalog_changes(api: Api) -> None:
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
        assert api.client.get(answer.headers["Location"]).json() == answer.json()
        again = api.post(PATH, {"slug": slug, "name": "N"}, Idempotency_Key=slug.encode().hex())
        assert (again.headers["Location"], again.content) == (answer.headers["Location"], answer.content)
