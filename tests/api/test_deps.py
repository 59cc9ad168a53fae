"""Keys and scopes at every route that asks for one."""

from __future__ import annotations

from service.arena.access.keys import SCOPES
from tests.support.served.api import Api
from tests.support.served.document import DOCUMENT

NUMBERS = (
    *("offer_id", "prompt_id", "vote_id", "image_id", "matchup_id", "generation_id", "model_id"),
    *("webhook_id", "delivery_id"),
)
PATHS = {"arena": "t2i", "model": "m", "organization": "o", **dict.fromkeys(NUMBERS, "1")}


def guarded() -> list[tuple[str, str, str]]:
    """Return every operation that needs a key: its method, an address of it, and the scope it names."""
    found: list[tuple[str, str, str]] = []
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if operation["security"] == [{"key": []}]:  # what browsers may do asks for no key
                scope = operation["description"].rpartition("scope `")[2].partition("`")[0]
                found.append((method.upper(), path.format(**PATHS), scope))
    return found


def test_each_needs_its_own_scope_or_admin(sqlite_api: Api) -> None:
    assert len(guarded()) >= 13
    for method, path, needed in guarded():
        assert needed in SCOPES
        assert sqlite_api.client.request(method, path, json={}).status_code == 401
        for scope in SCOPES:
            answer = sqlite_api.client.request(method, path, json={}, headers=sqlite_api.key(scope))
            allowed = scope in {needed, "admin"}
            assert (answer.status_code != 403) is allowed, (method, path, scope)
            assert answer.status_code not in {401, 500}


def test_the_key_is_asked_for_before_anything_else(sqlite_api: Api) -> None:
    headers = {"Content-Type": "text/plain", "Idempotency-Key": "a b"}
    for method, path, _ in guarded():
        answer = sqlite_api.client.request(method, path, content=b"\xff" * 1_000, headers=headers)
        assert answer.status_code == 401, (method, path)
