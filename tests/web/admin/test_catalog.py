"""Organizations, models and arenas, by forms."""

from __future__ import annotations

from html import unescape

import pytest

from tests.support.served.admins import AdminBrowser, version_in

MADE = {
    "organizations": {"slug": "luma", "name": "Luma", "url": "https://luma.example"},
    "models": {
        "slug": "photon-1",
        "name": "Photon 1",
        "capabilities": "text-to-image",
        "license__name": "Own",
    },
    "arenas": {"slug": "t2i", "name": "Text to image", "task": "text-to-image", "rating__mu": "30"},
}


@pytest.mark.parametrize("many", MADE)
def test_made_changed_retired_and_brought_back(desk: AdminBrowser, many: str) -> None:
    fields = MADE[many]
    path = f"/admin/{many}/{fields['slug']}"
    assert f"No {many} yet." in desk.get(f"/admin/{many}")
    assert desk.done(f"/admin/{many}", **fields) == f"{path}?saved=1"
    assert fields["name"] in desk.get(f"/admin/{many}")
    desk.done(path, **{**fields, "name": "Another name"})
    assert 'value="Another name"' in desk.get(path)
    desk.done(f"{path}/retirement", retired="yes")
    assert "Restore" in desk.get(path)
    assert "retired" in desk.get(f"/admin/{many}")
    assert desk.api.get(f"/api/v1/{many}").json()["items"] == []
    desk.done(f"{path}/retirement", retired="no")
    (item,) = desk.api.get(f"/api/v1/{many}").json()["items"]
    assert item["name"] == "Another name"
    subject = f"{many[:-1]} {fields['slug']}"
    assert [(action, of) for action, of, _ in desk.actions()] == [
        (action, subject) for action in ("restore", "retire", "change", "create")
    ]
    assert desk.actions()[2][2] == "name"


def test_a_model_with_all_its_facts(desk: AdminBrowser) -> None:
    desk.done("/admin/organizations", **MADE["organizations"])
    desk.done(
        "/admin/models",
        **MADE["models"],
        organization="luma",
        released="2026-01-31",
        license__weights_open="yes",
        license__commercial_use="no",
    )
    model = desk.api.get("/api/v1/models/photon-1").json()
    assert (model["organization"], model["released"]) == ("luma", "2026-01-31")
    assert model["license"] == {"name": "Own", "url": None, "weights_open": "yes", "commercial_use": "no"}


def test_an_arena_with_parameters_of_its_own(desk: AdminBrowser) -> None:
    desk.done("/admin/arenas", **MADE["arenas"], both_bad="ignore")
    arena = desk.api.get("/api/v1/arenas/t2i").json()
    assert (arena["rating"]["mu"], arena["rating"]["tau"], arena["both_bad"]) == (30.0, 0.0, "ignore")


WRONG: list[tuple[str, dict[str, str], int, str]] = [
    ("organizations", {"slug": "A B", "name": "x"}, 422, "a-b"),
    ("organizations", {"slug": "a", "name": ""}, 422, "Is required."),
    ("organizations", {"slug": "a", "name": "A", "url": "ftp://x"}, 422, "http(s) URL"),
    ("models", {"slug": "a", "name": "A", "organization": "nobody"}, 422, "nobody"),
    ("models", {"slug": "a", "name": "A", "released": "soon"}, 422, "released"),
    ("arenas", {"slug": "a", "name": "A", "rating__beta": "-1"}, 422, "beta"),
]


def test_what_is_wrong_is_said_and_what_was_filled_in_stays(desk: AdminBrowser) -> None:
    for many, fields, status, says in WRONG:
        answer = desk.send(f"/admin/{many}", **fields)
        assert answer.status_code == status, fields
        assert says in answer.text
        assert f'value="{fields["slug"]}"' in answer.text
    assert desk.actions() == []


def test_a_slug_that_is_taken(desk: AdminBrowser) -> None:
    desk.done("/admin/organizations", **MADE["organizations"])
    answer = desk.send("/admin/organizations", **MADE["organizations"])
    assert answer.status_code == 409
    assert "exists already" in answer.text


def test_what_is_not_there(desk: AdminBrowser) -> None:
    for path in ("/admin/things", "/admin/models/none", "/admin/models/%00"):
        assert desk.client.get(path).status_code == 404
    assert desk.send("/admin/models/none", name="x").status_code == 404


def test_markup_in_names_does_no_harm(desk: AdminBrowser) -> None:
    desk.done("/admin/organizations", slug="a", name='"><script>alert(1)</script>')
    for path in ("/admin/organizations", "/admin/organizations/a"):
        assert "<script>alert" not in desk.client.get(path).text


def test_two_editors_do_not_overwrite_each_other(desk: AdminBrowser) -> None:
    desk.done("/admin/models", **MADE["models"])
    path = "/admin/models/photon-1"
    opened = desk.version(path)
    desk.done(path, name="First", version=opened)
    second = desk.send(path, name="Second", description="New", version=opened)
    page = unescape(second.text)
    assert second.status_code == 412
    assert "Somebody else saved this while you were editing: name is now 'First'" in page
    assert 'value="Second"' in page  # what was entered is still there
    assert desk.api.get("/api/v1/models/photon-1").json()["name"] == "First"
    # Having seen it, the second may overwrite it.
    desk.done(path, name="Second", version=version_in(page))
    assert desk.api.get("/api/v1/models/photon-1").json()["name"] == "Second"
