"""Cached responses as responses of the framework."""

from __future__ import annotations

from tests.support.served.api import Api


def test_an_answer_is_made_once_and_then_confirmed(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="t2i", name="T")
    first = sqlite_api.get("/api/v1/arenas/t2i/leaderboard")
    again = sqlite_api.client.get(
        "/api/v1/arenas/t2i/leaderboard", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
