"""Dependencies of JSON routes: a key with a scope, or a browser; an idempotency key."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header, Request

from service.arena.access.keys import Key
from service.arena.access.visitors import Visitor
from service.arena.recording.idempotency import Once
from service.errors import FieldError, Invalid
from service.http.deps import authorize, own_page, visitor

MAX_IDEMPOTENCY_KEY = 200

_PRINTABLE = re.compile(r"^[\x21-\x7e]+$")


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


IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=MAX_IDEMPOTENCY_KEY,
        pattern=_PRINTABLE.pattern,
        description="Any text you choose. A request repeated with the same text has no second effect. "
        "Another request with the same text is refused.",
    ),
]


def idempotency_key(request: Request) -> str | None:
    """Return the idempotency key of a request to a raw route; raise Invalid if it is not allowed."""
    name = request.headers.get("idempotency-key")
    if name is not None and (len(name) > MAX_IDEMPOTENCY_KEY or not _PRINTABLE.match(name)):
        detail = f"must be 1 to {MAX_IDEMPOTENCY_KEY} printable characters without spaces"
        raise Invalid(f"idempotency-key {detail}", [FieldError("idempotency-key", detail)])
    return name


async def once_of(request: Request, key: Key, name: str | None) -> Once | None:
    """Return the idempotency key with the fingerprint of its request; None if the request has none."""
    if name is None:
        return None
    return Once.of(key.id, name, f"{request.method} {request.url.path}", await request.body())
