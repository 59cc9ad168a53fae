"""Models over HTTP."""

from __future__ import annotations

from tests.support.served.api import Api

PATH = "/api/v1/models"
LICENSE = {
    "name": "Apache-2.0",
    "url": "https://www.apache.org/licenses/LICENSE-2.0",
    "weights_open": "yes",
    "commercial_use": "yes",
}


def test_made_with_everything(api: Api) -> None:
    api.made("/api/v1/organizations", slug="luma", name="Luma")
    body = {
        "slug": "photon-flash-1",
        "name": "Photon Flash 1",
        "organization": "luma",
        "released": "2026-02-28",
        "description": "Fast.",
        "license": LICENSE,
        "capabilities": ["Image Editing", "text-to-image", "Text to Image"],
    }
    made = api.made(PATH, **body)
    assert made.pop("created_at").endswith("Z")
    assert made == body | {
        "organization_name": "Luma",
        "capabilities": ["image-editing", "text-to-image"],
        "retired_at": None,
    }


def test_made_with_what_is_needed(api: Api) -> None:
    made = api.made(PATH, slug="m", name="M")
    assert (made["organization"], made["released"], made["capabilities"]) == (None, None, [])
    unknown = {"name": None, "url": None, "weights_open": "unknown", "commercial_use": "unknown"}
    assert made["license"] == unknown
    page = api.get(f"{PATH}/m").json()
    assert {name: page[name] for name in made} == made
    assert api.get(PATH).json() == {"items": [made], "next_cursor": None}


def test_a_model_comes_with_all_that_its_page_shows(api: Api) -> None:
    api.made("/api/v1/arenas", slug="t2i", name="Text to image", task="text-to-image")
    for slug in ("m", "n"):
        api.made(PATH, slug=slug, name=slug.upper())
    api.made(f"{PATH}/m/offers", provider="fal", amount=0.04, currency="USD")
    pair = {"model_left": "m", "model_right": "n", "outcome": "left", "themes": ["people"], "language": "en"}
    assert api.get(f"{PATH}/m").json()["rankings"] == []
    api.post("/api/v1/arenas/t2i/votes", {"votes": [pair] * 4}, "votes")
    page = api.get(f"{PATH}/m").json()
    (ranking,) = page["rankings"]
    assert (ranking["arena"], ranking["rank"], ranking["ranked"], ranking["votes"]) == ("t2i", 1, 2, 4)
    assert ranking["score"] == ranking["mu"] - 3 * ranking["sigma"]
    (performance,) = page["performance"]
    assert [theme["theme"] for theme in performance["themes"]] == ["people"]
    assert [(s["above"], [n["model"] for n in s["below"]]) for s in page["similar"]] == [([], ["n"])]
    assert page["pricing"]["starts_at"] == {"amount": 0.04, "currency": "USD", "provider": "fal"}
    assert [point["amount"] for point in page["pricing"]["history"]] == [0.04]
    assert [like["model"] for like in page["like"]] == ["n"]
    assert page["summary"] == "M is a text-to-image model. Ranked 1st of 2 in Text to image."
    assert "How much does M cost?" in [asked["question"] for asked in page["faq"]]


def test_a_vote_in_any_arena_makes_the_page_anew(api: Api) -> None:
    api.made(PATH, slug="m", name="M")
    api.made(PATH, slug="n", name="N")
    pair = {"model_left": "m", "model_right": "n", "outcome": "left"}
    for arena in ("one", "two"):
        api.made("/api/v1/arenas", slug=arena, name=arena)
        before = api.get(f"{PATH}/m")
        again = api.client.get(f"{PATH}/m", headers={"If-None-Match": before.headers["ETag"]})
        assert again.status_code == 304
        api.post(f"/api/v1/arenas/{arena}/votes", {"votes": [pair]}, "votes")
        assert arena in [ranking["arena"] for ranking in api.get(f"{PATH}/m").json()["rankings"]]


def test_the_page_takes_only_a_theme(sqlite_api: Api) -> None:
    sqlite_api.made(PATH, slug="m", name="M")
    assert sqlite_api.get(f"{PATH}/m", theme="people").json()["examples"]["theme"] == "people"
    answer = sqlite_api.get(f"{PATH}/m", themes="people")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "themes"
    assert sqlite_api.get(f"{PATH}/nobody").status_code == 404


def test_a_patch_leaves_alone_what_it_does_not_name(api: Api) -> None:
    api.made("/api/v1/organizations", slug="luma", name="Luma")
    before = api.made(PATH, slug="m", name="M", organization="luma", license=LICENSE, released="2026-01-01")
    assert api.patch(f"{PATH}/m", {}).json() == before
    changed = api.patch(f"{PATH}/m", {"license": {"commercial_use": "no"}}).json()
    assert changed == before | {"license": LICENSE | {"commercial_use": "no"}}
    changed = api.patch(f"{PATH}/m", {"license": None, "organization": None, "capabilities": ["edit"]}).json()
    assert changed["license"]["weights_open"] == "unknown"
    assert changed["license"]["name"] is None
    assert (changed["organization"], changed["capabilities"]) == (None, ["edit"])
    assert changed["released"] == "2026-01-01"


def test_an_unknown_organization_is_refused(api: Api) -> None:
    api.made(PATH, slug="m", name="M")
    for slug in ("nobody", "not a slug", "a" * 100):
        for answer in (
            api.post(PATH, {"slug": "n", "name": "N", "organization": slug}),
            api.patch(f"{PATH}/m", {"organization": slug}),
        ):
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["field"] == "organization"
            assert "POST /api/v1/organizations" in answer.json()["detail"]
    assert api.get(f"{PATH}/n").status_code == 404


BAD_FIELDS: list[tuple[str, object]] = [
    ("released", "yesterday"),
    ("released", "2026-02-30"),
    ("released", 20260228),
    ("license.weights_open", "maybe"),
    ("license.url", "javascript:alert(1)"),
    ("license.url", "https://x/" + "a" * 2_000),
    ("license.sublicense", "yes"),
    ("capabilities", ["?"]),
    ("capabilities", [f"c{i}" for i in range(17)]),
    ("description", "a" * 10_001),
    ("name", "a" * 201),
]


def test_a_bad_field_is_named(sqlite_api: Api) -> None:
    for field, value in BAD_FIELDS:
        outer, _, inner = field.partition(".")
        body = {"slug": "m", "name": "M"} | {outer: {inner: value} if inner else value}
        answer = sqlite_api.post(PATH, body)
        assert answer.status_code == 422, (field, value)
        assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_retired_model_keeps_its_offers(api: Api) -> None:
    api.made(PATH, slug="m", name="M")
    api.made(f"{PATH}/m/offers", provider="fal", amount=0.04, currency="USD")
    assert api.delete(f"{PATH}/m").status_code == 204
    assert api.get(PATH).json()["items"] == []
    assert len(api.get(f"{PATH}/m/offers").json()["items"]) == 1
