"""Offers over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.served.api import Api

PATH = "/api/v1/models/m/offers"


def test_made_listed_and_taken_back(api: Api) -> None:
    api.made("/api/v1/models", slug="m", name="M")
    body = {
        "provider": "fal",
        "amount": 0.039,
        "currency": "usd",
        "latency_ms": 4_200,
        "valid_from": "2026-01-31",
        "source_url": "https://fal.example/pricing",
        "note": "1024 x 1024",
    }
    answer = api.post(PATH, body)
    made = answer.json()
    assert answer.headers["Location"] == f"{PATH}/{made['id']}"
    assert made.pop("created_at").endswith("Z")
    assert made == body | {"id": made["id"], "unit": "image", "currency": "USD", "upstream": None}
    assert api.client.get(answer.headers["Location"]).json()["amount"] == 0.039
    second = api.made(PATH, provider="fal", amount=0, currency="EUR")
    assert second["valid_from"] == datetime.now(UTC).date().isoformat()
    assert [item["id"] for item in api.get(PATH).json()["items"]] == [made["id"], second["id"]]
    deleted = api.delete(f"{PATH}/{second['id']}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert "Content-Type" not in deleted.headers
    assert api.delete(f"{PATH}/{second['id']}").status_code == 404
    assert [item["id"] for item in api.get(PATH).json()["items"]] == [made["id"]]


def test_only_an_admin_says_how_images_are_had(api: Api) -> None:
    api.made("/api/v1/models", slug="m", name="M")
    way = {"upstream": "m-1", "endpoint": "https://fal.example/v1", "key_variable": "FAL_KEY"}
    price = {"provider": "fal", "amount": 1, "currency": "USD"}
    for field, value in way.items():
        refused = api.post(PATH, {**price, field: value})
        assert refused.status_code == 403
        assert "admin" in refused.json()["detail"]
    made = api.post(PATH, {**price, **way}, "admin")
    assert made.status_code == 201
    # Everybody may read this: where the provider is and which variable holds its key is not in it.
    assert made.json()["upstream"] == "m-1"
    assert "FAL_KEY" not in api.get(PATH).text
    assert "/v1" not in api.get(PATH).text


def test_ways_that_lead_nowhere_or_too_far(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/models", slug="m", name="M")
    price = {"provider": "fal", "amount": 1, "currency": "USD"}
    for way, field in (
        ({"endpoint": "https://fal.example"}, "upstream"),
        ({"key_variable": "FAL_KEY"}, "upstream"),
        ({"upstream": "m", "key_variable": "fal key"}, "key_variable"),
        ({"upstream": "m", "key_variable": "ARENA_SECRET_KEY"}, "key_variable"),
        ({"upstream": "m", "key_variable": "AWS_SECRET_ACCESS_KEY"}, "key_variable"),
        ({"upstream": "m", "endpoint": "file:///etc/passwd"}, "endpoint"),
    ):
        answer = sqlite_api.post(PATH, {**price, **way}, "admin")
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_pages(api: Api) -> None:
    api.made("/api/v1/models", slug="m", name="M")
    ids = [api.made(PATH, provider="fal", amount=i, currency="USD")["id"] for i in range(3)]
    first = api.get(PATH, limit=2).json()
    rest = api.get(PATH, limit=2, cursor=first["next_cursor"]).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == ids
    assert rest["next_cursor"] is None


def test_an_offer_belongs_to_its_model(api: Api) -> None:
    for slug in ("m", "n"):
        api.made("/api/v1/models", slug=slug, name=slug)
    mine = api.made(PATH, provider="fal", amount=1, currency="USD")["id"]
    assert api.get(f"/api/v1/models/n/offers/{mine}").status_code == 404
    assert api.delete(f"/api/v1/models/n/offers/{mine}").status_code == 404
    assert api.get(f"{PATH}/{mine}").status_code == 200
    assert api.post("/api/v1/models/o/offers", {"provider": "fal", "amount": 1, "currency": "USD"}).is_error


def test_numbers_that_are_no_ids(api: Api) -> None:
    api.made("/api/v1/models", slug="m", name="M")
    for number in ("0", "-1", str(2**31), str(2**63), str(2**64)):
        assert api.get(f"{PATH}/{number}").status_code in {404, 422}
        assert api.delete(f"{PATH}/{number}").status_code in {404, 422}
    for number in ("9" * 5_000, "one", "1.5", "%00"):
        assert api.client.get(f"{PATH}/{number}").status_code == 422


def test_a_cursor_of_another_list_is_refused(api: Api) -> None:
    api.made("/api/v1/models", slug="m", name="M")
    api.made("/api/v1/models", slug="n", name="N")
    cursor = api.get("/api/v1/models", limit=1).json()["next_cursor"]
    answer = api.get(PATH, cursor=cursor)
    assert answer.status_code == 422
    assert "another list" in answer.json()["detail"]
    for far in ("OTk5OTk5OTk5OTk5", "OTk5OTk5OTk5OQ"):  # numbers of twelve and ten nines
        assert api.get(PATH, cursor=far).status_code in {200, 422}


BAD_FIELDS: list[tuple[str, object]] = [
    ("amount", -0.01),
    ("amount", 1e300),
    ("amount", 0.0000001),
    ("amount", "0.04"),
    ("amount", None),
    ("currency", "dollars"),
    ("currency", "US1"),
    ("unit", "token"),
    ("provider", "Not A Slug"),
    ("latency_ms", 1.5),
    ("latency_ms", 10**30),
    ("valid_from", "soon"),
    ("source_url", "ftp://fal.example"),
]


def test_a_bad_field_is_named(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/models", slug="m", name="M")
    for field, value in BAD_FIELDS:
        answer = sqlite_api.post(PATH, {"provider": "fal", "amount": 1, "currency": "USD"} | {field: value})
        assert answer.status_code == 422, (field, value)
        assert [error["field"] for error in answer.json()["errors"]] == [field]
