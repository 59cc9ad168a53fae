"""Models over HTTP."""

from __future__ import annotations

import pytest

from tests.support.api import Api

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
    assert api.get(f"{PATH}/m").json() == made
    assert api.get(PATH).json() == {"items": [made], "next_cursor": None}


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


@pytest.mark.parametrize(
    ("field", "value"),
    [
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
    ],
)
def test_a_bad_field_is_named(sqlite_api: Api, field: str, value: object) -> None:
    outer, _, inner = field.partition(".")
    body = {"slug": "m", "name": "M"} | {outer: {inner: value} if inner else value}
    answer = sqlite_api.post(PATH, body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_retired_model_keeps_its_offers(api: Api) -> None:
    api.made(PATH, slug="m", name="M")
    api.made(f"{PATH}/m/offers", provider="fal", amount=0.04, currency="USD")
    assert api.delete(f"{PATH}/m").status_code == 204
    assert api.get(PATH).json()["items"] == []
    assert len(api.get(f"{PATH}/m/offers").json()["items"]) == 1
