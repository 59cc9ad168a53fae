"""Organizations over HTTP, and what every noun of the catalog has in common with them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.served.api import Api

PATH = "/api/v1/organizations"


def test_made_read_changed(api: Api) -> None:
    answer = api.post(PATH, {"slug": "luma", "name": "Luma", "url": "https://luma.example"})
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{PATH}/luma"
    made = answer.json()
    assert made.pop("created_at").endswith("Z")
    assert made == {"slug": "luma", "name": "Luma", "url": "https://luma.example", "retired_at": None}
    changed = api.patch(f"{PATH}/luma", {"url": None})
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["url"]) == ("Luma", None)
    assert api.get(f"{PATH}/luma").json() == changed.json()


def test_retired_ones_are_kept_but_not_listed(api: Api) -> None:
    api.made(PATH, slug="luma", name="Luma")
    api.made(PATH, slug="onyx", name="Onyx")
    answer = api.delete(f"{PATH}/luma")
    assert (answer.status_code, answer.content) == (204, b"")
    assert [item["slug"] for item in api.get(PATH).json()["items"]] == ["onyx"]
    assert [item["slug"] for item in api.get(PATH, retired=True).json()["items"]] == ["luma", "onyx"]
    retired_at = api.get(f"{PATH}/luma").json()["retired_at"]
    assert retired_at is not None
    assert api.delete(f"{PATH}/luma").status_code == 204
    assert api.get(f"{PATH}/luma").json()["retired_at"] == retired_at
    assert api.patch(f"{PATH}/luma", {"retired": False}).json()["retired_at"] is None
    assert len(api.get(PATH).json()["items"]) == 2


def test_a_taken_slug_is_a_conflict_that_names_what_is_there(api: Api) -> None:
    api.made(PATH, slug="luma", name="Luma")
    again = api.post(PATH, {"slug": "luma", "name": "Another"})
    assert again.status_code == 409
    assert again.json()["detail"].startswith(
        "organization 'luma' exists already; it is changed by PATCH /api"
    )
    api.delete(f"{PATH}/luma")
    assert '"retired": false' in api.post(PATH, {"slug": "luma", "name": "Another"}).json()["detail"]


def test_a_bad_slug_is_refused_with_a_better_one(sqlite_api: Api) -> None:
    for slug in ["", "Luma", "a b", "-a", "a/b", "a" * 101, "a\u0301"]:
        answer = sqlite_api.post(PATH, {"slug": slug, "name": "Luma"})
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["slug"]
    assert "such as 'luma-labs'" in sqlite_api.post(PATH, {"slug": "Luma Labs", "name": "L"}).json()["detail"]


def test_a_slug_may_be_of_any_script(api: Api) -> None:
    answer = api.post(PATH, {"slug": "光-1", "name": "光"})
    assert answer.status_code == 201
    assert api.client.get(answer.headers["Location"]).json()["name"] == "光"


def test_a_slug_never_changes(api: Api) -> None:
    api.made(PATH, slug="luma", name="Luma")
    answer = api.patch(f"{PATH}/luma", {"slug": "moon"})
    assert answer.status_code == 422
    assert "votes, links and other systems rely on it" in answer.json()["detail"]


def test_a_name_cannot_be_taken_away(sqlite_api: Api) -> None:
    sqlite_api.made(PATH, slug="luma", name="Luma")
    for body in ({"name": None}, {"retired": None}, {"name": ""}, {"name": " "}):
        assert sqlite_api.patch(f"{PATH}/luma", body).status_code == 422
    assert sqlite_api.get(f"{PATH}/luma").json()["name"] == "Luma"


def test_what_is_not_there_is_not_found(api: Api) -> None:
    for slug in ("nobody", "a%00b", "%ED%A0%80", "a" * 10_000, "..%2f..", "%ff"):
        path = f"{PATH}/{slug}"
        found = [api.client.get(path), api.patch(path, {"name": "X"}), api.delete(path)]
        assert {answer.status_code for answer in found} == {404}
        assert len(found[0].text) < 1_000


def test_pages_lead_through_the_whole_list(api: Api) -> None:
    slugs = [f"o{number}" for number in range(7)]
    for slug in reversed(slugs):
        api.made(PATH, slug=slug, name=slug)
    seen: list[str] = []
    cursor: str | None = None
    for size in (3, 3, 1):
        query = {"limit": 3} if cursor is None else {"limit": 3, "cursor": cursor}
        page = api.get(PATH, **query).json()
        assert len(page["items"]) == size
        seen += [item["slug"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (slugs, None)


def test_a_bad_page_is_refused(api: Api) -> None:
    queries: list[tuple[str, object]] = [
        ("limit", 0),
        ("limit", 1001),
        ("limit", "9" * 5_000),
        ("limit", "nan"),
        ("cursor", "!"),
        ("cursor", "AA"),
        ("cursor", "\0"),
        ("cursor", "a" * 2_000),
        ("retired", "maybe"),
        ("page", 2),
    ]
    for name, value in queries:
        answer = api.get(PATH, **{name: value})
        assert answer.status_code == 422
        assert name in answer.json()["detail"]


def test_an_answer_is_asked_for_again_only_when_it_changed(api: Api) -> None:
    api.made(PATH, slug="luma", name="Luma")
    for path in (PATH, f"{PATH}/luma"):
        first = api.get(path)
        tag = first.headers["ETag"]
        assert not tag.startswith("W/")
        kept = api.client.get(path, headers={"If-None-Match": tag})
        assert (kept.status_code, kept.content, kept.headers["ETag"]) == (304, b"", tag)
        api.patch(f"{PATH}/luma", {"name": f"Luma of {path}"})
        fresh = api.client.get(path, headers={"If-None-Match": tag})
        assert fresh.status_code == 200
        assert fresh.headers["ETag"] != tag


def test_a_request_sent_again_has_no_second_effect(api: Api) -> None:
    body = {"slug": "luma", "name": "Luma"}
    first = api.post(PATH, body, Idempotency_Key="one")
    again = api.post(PATH, body, Idempotency_Key="one")
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    other = api.post(PATH, {"slug": "onyx", "name": "Onyx"}, Idempotency_Key="one")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    elsewhere = api.post("/api/v1/models", body, Idempotency_Key="one")
    assert elsewhere.json()["type"] == "/problems/idempotency-key-reused"
    assert api.post(PATH, {"slug": "onyx", "name": "Onyx"}, scope="admin", Idempotency_Key="one").is_success


def test_a_refused_request_does_not_use_up_its_key(api: Api) -> None:
    assert api.post(PATH, {"slug": "LUMA", "name": "Luma"}, Idempotency_Key="one").status_code == 422
    assert api.post(PATH, {"slug": "luma", "name": "Luma"}, Idempotency_Key="one").status_code == 201


def test_a_bad_idempotency_key_is_refused(sqlite_api: Api) -> None:
    for key in (b"a" * 201, b"a b", b"\xe9", b""):
        headers = {**sqlite_api.key(), "Idempotency-Key": key.decode("latin-1")}
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        answer = sqlite_api.client.post(PATH, json={"slug": "luma", "name": "Luma"}, headers=raw)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "idempotency-key"


@pytest.mark.parametrize("key", ["one", None])
def test_of_many_at_once_one_wins(api: Api, key: str | None) -> None:
    headers = {"Idempotency_Key": key} if key else {}
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(api.post, PATH, {"slug": "luma", "name": "Luma"}, **headers) for _ in range(16)]
    statuses = sorted(job.result().status_code for job in jobs)
    assert statuses == ([201] * 16 if key else [201] + [409] * 15)


def test_slugs_that_look_alike(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/organizations", slug="ace", name="Ace")
    double = sqlite_api.post("/api/v1/organizations", {"slug": "\u0430\u0441\u0435", "name": "Ace"})
    assert (double.status_code, "looks like" in double.json()["detail"]) == (409, True)
    for slug, words in (("\uff41", "use 'a'"), ("\u0430dmin", "mixes Cyrillic and Latin")):
        answer = sqlite_api.post("/api/v1/organizations", {"slug": slug, "name": "A"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "slug")
        assert words in answer.json()["detail"]
    sqlite_api.made("/api/v1/organizations", slug="\u0431\u0443\u043a\u0432\u0430", name="Any script")


UNSEEN = ["\u200b", "Lu\u200bma", "Lu\u202ema", "Lu\x1bma", "\ufeff"]


def test_names_with_what_nobody_sees(sqlite_api: Api) -> None:
    for name in UNSEEN:
        answer = sqlite_api.post("/api/v1/organizations", {"slug": "a", "name": name})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "name"), name
