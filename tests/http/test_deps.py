"""Keys as requests bring them."""

from __future__ import annotations

from typing import Any

from tests.support.served.api import Api, in_write


def test_the_word_bearer_in_any_case(sqlite_api: Api) -> None:
    key = sqlite_api.key()["Authorization"].partition(" ")[2]
    for word in ("Bearer", "bearer", "BEARER", "Bearer "):
        headers = {"Authorization": f"{word} {key}"}
        answer = sqlite_api.client.post("/api/v1/models", json={}, headers=headers)
        assert answer.status_code == 422


def test_a_revoked_key_is_refused(sqlite_api: Api) -> None:
    def revoke(session: Any) -> None:
        session.exec_driver_sql("UPDATE api_keys SET revoked_at = 1 WHERE scopes = 'catalog'")

    in_write(sqlite_api.url, revoke)
    answer = sqlite_api.post("/api/v1/models", {"slug": "m", "name": "M"})
    assert answer.status_code == 401
    assert "revoked" in answer.json()["detail"]
