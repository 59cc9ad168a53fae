"""Dependencies of routes: the program's parts, a key, the visitor behind a browser's request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

from service.arena.access import addresses
from service.arena.access.addresses import Address, scheme_of
from service.arena.access.keys import Key
from service.arena.access.visitors import Visitor, joined, same_site, visitor_of
from service.arena.services import Services as Parts
from service.errors import FieldError, Forbidden, Invalid, Unauthorized
from service.http.cross_origin import OPEN

_HEADERS = "arena.headers"
_KEY_HELP = "send the header Authorization: Bearer KEY; `arena keys create` makes keys"


async def _services(request: Request) -> Parts:
    return services_of(request)


def services_of(request: Request) -> Parts:
    """Return the program's parts, for routes without dependencies."""
    parts: Parts = request.app.state.services
    return parts


Services = Annotated[Parts, Depends(_services)]


async def authorize(request: Request, scope: str | None) -> Key:
    """Return the key of a request.

    Raise Unauthorized without a valid key, TooMany if it is used too often, Forbidden if it lacks the scope.
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Unauthorized(f"this needs a key: {_KEY_HELP}")
    return await key_of(services_of(request), token, scope)


async def key_of(services: Parts, token: str, scope: str | None) -> Key:
    """Return the key for a token; raise as `authorize` does."""
    key = await services.access.keyring.find(token.strip())
    if key is None:
        raise Unauthorized(f"the key is unknown or revoked; {_KEY_HELP}")
    await services.access.rate_limits.check_key(key.id)
    if scope is not None and not key.may(scope):
        raise Forbidden(f"this needs a key with the scope {scope!r}; this key has {', '.join(key.scopes)}")
    return key


def visitor(request: Request) -> Visitor:
    """Return the visitor behind a browser's request.

    If it has a `cookie`, the response must set it. The response is for this visitor, and for no other site.
    """
    request.scope.pop(OPEN, None)
    peer = request.client.host if request.client else None
    return visitor_of(services_of(request), headers_of(request), peer, _scheme(request))


def headers_of(request: Request) -> Mapping[str, str]:
    """Return the headers as `joined` has them. Busy routes ask for them several times."""
    known: dict[str, str] | None = request.scope.get(_HEADERS)
    if known is None:
        known = request.scope[_HEADERS] = joined(request.headers)
    return known


def _scheme(request: Request) -> str:
    """Return the scheme of a request. The framework would take the whole URL apart for it."""
    scheme: str = request.scope.get("scheme", "http")
    return scheme


def client_of(request: Request) -> Address | None:
    """Return the address of the client, as far as trusted proxies say it; None for a socket file."""
    peer = request.client.host if request.client else None
    forwarded = ", ".join(request.headers.getlist("x-forwarded-for"))
    return addresses.client_of(forwarded, peer, services_of(request).settings.trusted_proxies)


def untrusted_proxy_of(request: Request) -> Address | None:
    """Return the proxy that a request came through, if it is not a trusted one and hides all visitors."""
    peer = request.client.host if request.client else None
    forwarded = request.headers.get("x-forwarded-for", "") or request.headers.get("forwarded", "")
    return addresses.untrusted_proxy(forwarded, peer, services_of(request).settings.trusted_proxies)


def own_page(request: Request) -> None:
    """Refuse requests that a browser sends for another site's page; see `same_site`."""
    same_site(services_of(request), headers_of(request), _scheme(request))


def origin_of(request: Request) -> str:
    """Return the base URL at which the client reaches the service, such as ``https://arena.example``.

    Without the setting it is the Host that the client sent. Anyone can send any, so an answer that has it
    must not be shared with others; see `service.http.responses.PER_ORIGIN`.
    """
    settings = services_of(request).settings
    if settings.public_url:
        return settings.public_url
    peer = request.client.host if request.client else None
    forwarded = request.headers.get("x-forwarded-proto", "")
    scheme = scheme_of(forwarded, peer, settings.trusted_proxies, request.url.scheme)
    return f"{scheme}://{request.url.netloc}"


async def reader(request: Request) -> None:
    """Let everyone read, or everyone with a key, as the settings say."""
    if services_of(request).settings.public_reads:
        await anyone(request)
    else:
        await authorize(request, None)


async def anyone(request: Request) -> None:
    """Note that anyone may have the response, also pages of other sites; see `service.http.cross_origin`."""
    request.scope[OPEN] = True


async def no_query(request: Request) -> None:
    """Refuse query parameters on a route without any: each would be another response to cache."""
    if request.scope["query_string"]:
        name = next(iter(request.query_params), "query")[:100]
        raise Invalid(
            f"{name} is not a parameter of this route", [FieldError(name, "is not a parameter; leave it out")]
        )
