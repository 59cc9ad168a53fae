"""What JSON routes ask for: a key with a scope, or a browser; an idempotency key."""

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
    """A dependency: the key of a request that carries a scope."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> Key:
        """See `authorize`."""
        return await authorize(request, self.scope)


class RequireOrVisitor:
    """A dependency: the key of a request that carries a scope, or the visitor behind one without a key.

    Raises Forbidden where a browser sends it for another site's page, whatever cookies come with it.
    """

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> Key | Visitor:
        """See `authorize` and `visitor`."""
        if "authorization" in request.headers:
            return await authorize(request, self.scope)
        own_page(request)
        return visitor(request)


# One object a scope: within a request the framework asks the same dependency only once.
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
        description="Any text of your own: a request sent again with it has no second effect.",
    ),
]


def idempotency_key(request: Request) -> str | None:
    """Return the same for routes that resolve no parameters; raise Invalid for one that cannot be."""
    name = request.headers.get("idempotency-key")
    if name is not None and (len(name) > MAX_IDEMPOTENCY_KEY or not _PRINTABLE.match(name)):
        detail = f"must be 1 to {MAX_IDEMPOTENCY_KEY} printable characters without spaces"
        raise Invalid(f"idempotency-key {detail}", [FieldError("idempotency-key", detail)])
    return name


async def once_of(request: Request, key: Key, name: str | None) -> Once | None:
    """Return the idempotency key under which the request runs, None where it named none."""
    if name is None:
        return None
    return Once.of(key.id, name, f"{request.method} {request.url.path}", await request.body())
