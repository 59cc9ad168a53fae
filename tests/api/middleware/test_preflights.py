"""Which routes are open to pages of other sites; what they get is in tests/http/tables/test_answers.py."""

from __future__ import annotations

from starlette.routing import Route

from service.api.middleware.preflights import is_open
from service.app import bare_app


def test_open_routes() -> None:
    routes = [route for route in bare_app().routes if isinstance(route, Route)]
    opened = {route.path for route in routes if is_open(route)}
    assert {"/api/v1/models", "/api/v1/arenas/{arena}/events", "/images/{name}", "/healthz"} <= opened
    closed = {"/blind/{name}", "/me", "/", "/api/v1/voters/me/leaderboard", "/v1/models"}
    assert not closed & opened
    with_keys = {route.path for route in routes if is_open(route, public_reads=False)}
    assert "/images/{name}" in with_keys
    assert "/api/v1/models" not in with_keys
