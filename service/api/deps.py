"""What routes ask for: the program's parts, a key with a scope, an idempotency key."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from service.arena.idempotency import Once
from service.arena.keys import Key
from service.arena.limits import limit_key
from service.arena.services import Services as Parts
from service.arena.visitors import Visitor, same_site, visitor_of
from service.errors import FieldError, Forbidden, Invalid, Unauthorized

MAX_IDEMPOTENCY_KEY = 200

_PRINTABLE = re.compile(r"^[\x21-\x7e]+$")
_HOW = "send the header Authorization: Bearer KEY; `arena keys create` makes keys"


async def _services(request: Request) -> Parts:
    return services_of(request)


def services_of(request: Request) -> Parts:
    """The program's parts, for routes that ask for nothing by name."""
    parts: Parts = request.app.state.services
    return parts


Services = Annotated[Parts, Depends(_services)]


async def authorize(request: Request, scope: str | None) -> Key:
    """The key that a request brings.

    Raises Unauthorized without a good one, TooMany where it comes too often, Forbidden without the scope.
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Unauthorized(f"this needs a key: {_HOW}")
    key = await services_of(request).keyring.find(token.strip())
    if key is None:
        raise Unauthorized(f"the key is unknown or revoked; {_HOW}")
    limit_key(services_of(request), key.id)
    if scope is not None and not key.may(scope):
        raise Forbidden(f"this needs a key with the scope {scope!r}; this key has {', '.join(key.scopes)}")
    return key


def visitor(request: Request) -> Visitor:
    """The visitor behind a browser's request; its `cookie`, where it has one, belongs into the answer."""
    peer = request.client.host if request.client else None
    return visitor_of(services_of(request), request.headers, peer, request.url.scheme)


def own_page(request: Request) -> None:
    """Refuse what a browser sends for another site's page; see `arena.visitors.same_site`."""
    same_site(services_of(request), request.headers, request.url.scheme)


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
VOTES = Require("votes")
ADMIN_OR_VISITOR = RequireOrVisitor("admin")
VOTES_OR_VISITOR = RequireOrVisitor("votes")


async def reader(request: Request) -> None:
    """Let the request read: everybody may, or everybody with a key, as the settings say."""
    if not services_of(request).settings.public_reads:
        await authorize(request, None)


async def no_query(request: Request) -> None:
    """Refuse query parameters where there are none: each would be another answer to prepare and keep."""
    if request.scope["query_string"]:
        name = next(iter(request.query_params), "query")[:100]
        raise Invalid(f"{name} is not known here", [FieldError(name, "is not known here; leave it out")])


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
    """The same for routes that resolve no parameters; raises Invalid for one that cannot be."""
    name = request.headers.get("idempotency-key")
    if name is not None and (len(name) > MAX_IDEMPOTENCY_KEY or not _PRINTABLE.match(name)):
        detail = f"must be 1 to {MAX_IDEMPOTENCY_KEY} printable characters without spaces"
        raise Invalid(f"idempotency-key {detail}", [FieldError("idempotency-key", detail)])
    return name


async def once_of(request: Request, key: Key, name: str | None) -> Once | None:
    """The idempotency key under which the request runs, None where it named none."""
    if name is None:
        return None
    return Once.of(key.id, name, f"{request.method} {request.url.path}", await request.body())
