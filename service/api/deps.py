"""Dependencies of JSON routes: a key with a scope, or a browser."""

from __future__ import annotations

from fastapi import Request

from service.arena.access.keys import Key
from service.arena.access.visitors import Visitor
from service.http.deps import authorize, own_page, visitor


class Require:
    """A dependency: the key of a request, which must have a scope."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> Key:
        """Return the key; raise as `authorize` does."""
        return await authorize(request, self.scope)


class RequireOrVisitor:
    """A dependency: the key of a request, which must have a scope, or the visitor if there is no key.

    It refuses requests that a browser sends for another site's page, even with valid cookies.
    """

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> Key | Visitor:
        """Return the key or the visitor; raise as `authorize` does, and Forbidden for another site's page."""
        if "authorization" in request.headers:
            return await authorize(request, self.scope)
        own_page(request)
        return visitor(request)


# One object per scope: within a request the framework calls the same dependency only once.
ADMIN = Require("admin")
CATALOG = Require("catalog")
GENERATE = Require("generate")
VOTES = Require("votes")
ADMIN_OR_VISITOR = RequireOrVisitor("admin")
VOTES_OR_VISITOR = RequireOrVisitor("votes")
