"""Votes held on arrival: listed by day and network, looked at, and released."""

from __future__ import annotations

import re

from tests.support.served.admins import AdminBrowser
from tests.web.admin.integrity.conftest import ARRIVED

PATH = "/admin/integrity/arrivals"


def held(desk: AdminBrowser) -> int:
    total: int = desk.api.get("/api/v1/arenas/t2i/integrity").json()["kinds"].get("limit", 0)
    return total


def test_seen_and_released(desk: AdminBrowser) -> None:
    assert held(desk) == len(ARRIVED)
    rows = re.findall(r'href="(/admin/integrity/arrivals/votes[^"]+)"', desk.get(f"{PATH}?arena=t2i"))
    assert len(rows) == len(ARRIVED)
    page = desk.get(rows[0])
    assert "Effects of releasing" in page
    assert page.count('class="card"') == 1
    assert desk.done(rows[0]) == f"{PATH}?arena=t2i&done=1"
    assert held(desk) == len(ARRIVED) - 1
    assert desk.send(rows[0]).status_code == 422
    assert "Release these votes" not in desk.get(rows[0])
    assert desk.done(f"{PATH}/votes?arena=t2i").endswith("done=2")
    assert "2 votes released." in desk.get(f"{PATH}?arena=t2i&done=2")
    assert "released." not in desk.get(f"{PATH}?arena=t2i&done={'9' * 5_000}")
    assert (held(desk), desk.actions()[0]) == (0, ("release", "votes of t2i", "2 votes"))


def test_what_is_not_there(desk: AdminBrowser) -> None:
    for query, status in (("arena=nowhere", 404), ("arena=t2i&day=today", 422), ("arena=t2i&network=7", 422)):
        assert desk.client.get(f"{PATH}/votes?{query}").status_code == status
