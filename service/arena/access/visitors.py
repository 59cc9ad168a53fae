"""Visitors: who asks, known by a signed cookie and by nothing else, and whether a page of ours made them ask.

A visitor's cookie holds a random id and a keyed hash of it, so that nobody can make up voters without asking
the service for each. The id itself is stored nowhere; votes and matchups keep keyed hashes of it and of the
network it came from.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from service.arena.access.addresses import client_of, network_of, scheme_of
from service.arena.access.signing import check_token, new_token, signed, unsigned
from service.arena.access.voters import hash_voter
from service.arena.services import Services
from service.errors import Forbidden

COOKIE = "arena_voter"
# The longest that browsers keep a cookie.
COOKIE_SECONDS = 400 * 86_400
_BYTES = 16
_FROM_HERE = ("same-origin", "none")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: two keyed hashes, of the voter and of its network (None where that is not known).

    ``cookie`` is the Set-Cookie value to answer with, for one who came without a cookie of ours; ``named``
    says that it is not a browser, but an API client that names its voter.
    """

    voter: int
    address: int | None
    cookie: str | None = None
    named: bool = False


def visitor_of(services: Services, headers: Mapping[str, str], peer: str | None, scheme: str) -> Visitor:
    """Return the visitor behind a browser's request; a new one where it brings no cookie, or a forged one.

    ``headers`` have lower-case names, ``peer`` is the address that the connection comes from, ``scheme`` the
    one it is served with.
    """
    given = joined(headers)
    peers = services.settings.trusted_proxies
    client = client_of(given.get("x-forwarded-for", ""), peer, peers)
    address = hash_voter(services.secret, f"\0address:{network_of(client)}") if client else None
    found = _id_of(services.secret, given.get("cookie", ""))
    identity = found or secrets.token_bytes(_BYTES)
    cookie = None
    if found is None:
        cookie = _set_cookie(services.secret, identity, secure=is_secure(services, headers, peer, scheme))
    return Visitor(hash_voter(services.secret, f"\0cookie:{identity.hex()}"), address, cookie)


def is_secure(services: Services, headers: Mapping[str, str], peer: str | None, scheme: str) -> bool:
    """Return whether a browser reaches the service over TLS, as the settings or a trusted proxy say."""
    forwarded = joined(headers).get("x-forwarded-proto", "")
    outside = scheme_of(forwarded, peer, services.settings.trusted_proxies, scheme)
    return (urlsplit(services.settings.public_url).scheme or outside) == "https"


def named_visitor(services: Services, name: str) -> Visitor:
    """Return the visitor for whom an API client asks, by the name it gives.

    The same as in votes it reports.
    """
    return Visitor(hash_voter(services.secret, name), None, named=True)


def joined(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with the lines of one name joined: some proxies add a line where others extend one."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        if name in found:
            found[name] += ("; " if name == "cookie" else ", ") + value
        else:
            found[name] = value
    return found


def _id_of(secret: bytes, cookies: str) -> bytes | None:
    """Return the id in the first cookie of ours that is genuine."""
    for one in cookies.split(";"):
        name, _, value = one.strip().partition("=")
        if name == COOKIE:
            identity = unsigned(secret, b"voter", value, _BYTES)
            if identity is not None:
                return identity
    return None


def _set_cookie(secret: bytes, identity: bytes, *, secure: bool) -> str:
    value = signed(secret, b"voter", identity)
    ending = "; Secure" if secure else ""
    return f"{COOKIE}={value}; Max-Age={COOKIE_SECONDS}; Path=/; HttpOnly; SameSite=Lax{ending}"


def same_site(services: Services, headers: Mapping[str, str], scheme: str) -> None:
    """Let a request pass that no browser sent for another site's page; raises Forbidden otherwise.

    Browsers say where a request comes from, in headers that no page can write. Programs need not.
    ``scheme`` is the one the request is served with, ``headers`` are as for `visitor_of`.
    """
    given = joined(headers)
    site, origin = given.get("sec-fetch-site"), given.get("origin")
    if site is not None and site not in _FROM_HERE:
        raise Forbidden(f"the browser says this comes from another site (Sec-Fetch-Site: {site[:40]})")
    if origin is None:
        return
    public = services.settings.public_url
    here = urlsplit(public).netloc if public else given.get("host", "")
    schemes = {urlsplit(public).scheme if public else scheme}
    if site == "same-origin" and not public:
        # The browser vouches for the origin; a proxy that ends TLS makes only our idea of the scheme wrong.
        schemes = set(_DEFAULT_PORTS)
    if _normal(origin) not in {_normal(f"{one}://{here}") for one in schemes}:
        raise Forbidden(
            f"the page that sent this is at {origin[:100]}, the service at {scheme}://{here[:100]}; "
            "if they are the same behind a proxy, set ARENA_PUBLIC_URL"
        )


def _normal(origin: str) -> str:
    """Return an origin as browsers write it: lower-case, without the scheme's own port."""
    origin = origin.lower()
    return origin.removesuffix(_DEFAULT_PORTS.get(origin.partition("://")[0], "/"))


def form_token(services: Services, visitor: Visitor) -> str:
    """Return what a form for this visitor carries, to be given to `check_form_token` when it comes back."""
    return new_token(services.secret, b"form", _bytes_of(visitor))


def check_form_token(services: Services, visitor: Visitor, token: str) -> None:
    """Let pass a form that was made for this visitor within the last hours; raises Forbidden otherwise."""
    check_token(services.secret, b"form", _bytes_of(visitor), token)


def _bytes_of(visitor: Visitor) -> bytes:
    return visitor.voter.to_bytes(8, "big", signed=True)
