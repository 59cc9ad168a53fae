"""Voters: found, their votes voided, deleted."""

from __future__ import annotations

import re

import pytest

from tests.support.served.admins import AdminBrowser


@pytest.fixture
def code(desk: AdminBrowser) -> str:
    """Return a voter with three of an arena's four votes."""
    desk.api.made("/api/v1/arenas", slug="t2i", name="T")
    for slug in ("a", "b"):
        desk.api.made("/api/v1/models", slug=slug, name=slug)
    votes = [
        {"model_left": "a", "model_right": "b", "outcome": "left", "voter": v} for v in ("x", "x", "x", "y")
    ]
    desk.api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes")
    answer = desk.client.get("/admin/voters?name=x")
    assert answer.status_code == 303
    path: str = answer.headers["Location"]
    return path.rpartition("/")[2]


def counting(desk: AdminBrowser) -> int:
    items = desk.api.get("/api/v1/arenas/t2i/votes").json()["items"]
    return sum(item["voided_at"] is None for item in items)


def test_found_by_name_and_by_code(desk: AdminBrowser, code: str) -> None:
    assert (
        desk.client.get(f"/admin/voters?code={code.lower()}").headers["Location"] == f"/admin/voters/{code}"
    )
    page = desk.get(f"/admin/voters/{code}")
    assert "Effects of voiding" in page
    assert desk.client.get("/admin/voters?code=wrong").status_code == 422


def test_all_votes_voided(desk: AdminBrowser, code: str) -> None:
    assert desk.send(f"/admin/voters/{code}/void", reason="").status_code == 422
    desk.done(f"/admin/voters/{code}/void", reason="a robot")
    assert counting(desk) == 1
    assert desk.actions()[0] == ("void", f"votes of {code}", "a robot")


def test_deleted_for_good(desk: AdminBrowser, code: str) -> None:
    other = desk.client.get("/admin/voters?name=y").headers["Location"].rpartition("/")[2]
    assert desk.send(f"/admin/voters/{code}/deletion", confirmation=other).status_code == 404
    assert counting(desk) == 4
    desk.done(f"/admin/voters/{code}/deletion", confirmation=code)
    assert counting(desk) == 1
    assert "<td>0</td>" in desk.get(f"/admin/voters/{code}").replace("\n", "").replace(" ", "")
    assert code not in str(desk.actions())


def test_listed_by_activity(desk: AdminBrowser, code: str) -> None:
    other = desk.client.get("/admin/voters?name=y").headers["Location"].rpartition("/")[2]
    listed = re.findall(r'href="/admin/voters/([^"]+)"', desk.get("/admin/voters"))
    assert listed == [code, other]
    assert desk.client.get("/admin/voters?sort=name").status_code == 422
