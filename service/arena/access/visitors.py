"""Visitors: known by a signed cookie and nothing else, and protected from requests by other sites' pages.

A visitor's cookie holds a random id and its keyed hash, so that nobody can make up voters without asking the
service for each of them. The id itself is stored nowhere. Votes and matchups keep keyed hashes of it and of
the network it came from.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from service.arena.access import invitations, passes
from service.arena.access.addresses import client_of, network_of, scheme_of, weight_of
from service.arena.access.invitations import Invitation
from service.arena.access.signing import check_token, new_token, signed, unsigned
from service.arena.access.voters import hash_voter
from service.arena.services import Services
from service.errors import Forbidden

COOKIE = "arena_voter"
# Browsers keep no cookie longer than this.
COOKIE_SECONDS = 400 * 86_400
_BYTES = 16
_FROM_HERE = ("same-origin", "none")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor: two keyed hashes, of the voter and of its network (None if that is not known).

    ``cookie`` is the Set-Cookie value to send to a visitor who came without a valid cookie. ``named`` says
    that this is not a browser, but an API client that names its voter. ``networks`` says how many usual
    networks the visitor's network counts for. ``client`` is the keyed hash of the API key that
    named one, or of the invitation that one has. ``passed`` says that a browser has
    solved a challenge within the last minutes, and ``key_id`` is the key that named one.
    """

    voter: int
    address: int | None
    cookie: str | None = None
    named: bool = False
    networks: int = 1
    client: int | None = None
    passed: bool = False
    key_id: int | None = None

    @property
    def source(self) -> int | None:
        """The keyed hash of where votes come from: a network, or else the client or the invitation."""
        return self.address if self.client is None else self.client


def visitor_of(services: Services, headers: Mapping[str, str], peer: str | None, scheme: str) -> Visitor:
    """Return the visitor behind a browser's request, a new one if the cookie is missing or forged.

    ``headers`` have lower-case names, ``peer`` is the address that the connection comes from, and ``scheme``
    is the one that it is served with.
    """
    values = joined(headers)
    proxies = services.settings.trusted_proxies
    client = client_of(values.get("x-forwarded-for", ""), peer, proxies)
    address = hash_voter(services.secret, f"\0address:{network_of(client)}") if client else None
    known = _id_of(services.secret, values.get("cookie", ""))
    identity = known or secrets.token_bytes(_BYTES)
    cookie = None
    if known is None:
        cookie = _set_cookie(services.secret, identity, secure=is_secure(services, headers, peer, scheme))
    voter = hash_voter(services.secret, f"\0cookie:{identity.hex()}")
    passed = passes.has_pass(services.secret, values.get("cookie", ""), voter)
    invitation = _invitation_of(services.secret, values.get("cookie", ""))
    if invitation is not None:
        source = hash_voter(services.secret, f"\0invitation:{invitation.number}")
        return Visitor(voter, address, cookie, networks=invitation.networks, client=source, passed=passed)
    networks = weight_of(client, services.settings.large_networks)
    return Visitor(voter, address, cookie, networks=networks, passed=passed)


def is_secure(services: Services, headers: Mapping[str, str], peer: str | None, scheme: str) -> bool:
    """Return whether a browser reaches the service over TLS, as the settings or a trusted proxy say."""
    forwarded = joined(headers).get("x-forwarded-proto", "")
    outside = scheme_of(forwarded, peer, services.settings.trusted_proxies, scheme)
    return (urlsplit(services.settings.public_url).scheme or outside) == "https"


def named_visitor(services: Services, name: str, key_id: int) -> Visitor:
    """Return the visitor whom a key's client names, the same as for the voter of this name in its votes."""
    client = hash_voter(services.secret, f"\0key:{key_id}")
    return Visitor(hash_voter(services.secret, name), None, named=True, client=client, key_id=key_id)


def joined(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with lines of the same name joined: some proxies add a line, others extend one."""
    if isinstance(headers, dict):  # no two lines of a dictionary have the same name
        return headers
    lines: dict[str, str] = {}
    for name, value in headers.items():
        if name in lines:
            lines[name] += ("; " if name == "cookie" else ", ") + value
        else:
            lines[name] = value
    return lines


def _id_of(secret: bytes, cookies: str) -> bytes | None:
    """Return the id in the first genuine cookie of this service."""
    for one in cookies.split(";"):
        name, _, value = one.strip().partition("=")
        if name == COOKIE:
            identity = unsigned(secret, b"voter", value, _BYTES)
            if identity is not None:
                return identity
    return None


def _invitation_of(secret: bytes, cookies: str) -> Invitation | None:
    """Return the invitation that a browser shows."""
    if invitations.COOKIE not in cookies:
        return None
    for one in cookies.split(";"):
        name, _, value = one.strip().partition("=")
        if name == invitations.COOKIE:
            return Invitation.parse(secret, value)
    return None


def _set_cookie(secret: bytes, identity: bytes, *, secure: bool) -> str:
    value = signed(secret, b"voter", identity)
    ending = "; Secure" if secure else ""
    return f"{COOKIE}={value}; Max-Age={COOKIE_SECONDS}; Path=/; HttpOnly; SameSite=Lax{ending}"


def forgotten_cookie() -> str:
    """Return the Set-Cookie value that makes a browser forget its id."""
    return f"{COOKIE}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"


def same_site(services: Services, headers: Mapping[str, str], scheme: str) -> None:
    """Raise Forbidden if a browser sent the request for another site's page.

    Browsers say where a request comes from, in headers that no page can set. Other programs need not send
    them. ``headers`` and ``scheme`` are as for `visitor_of`.
    """
    values = joined(headers)
    site, origin = values.get("sec-fetch-site"), values.get("origin")
    if site is not None and site not in _FROM_HERE:
        raise Forbidden(f"the browser says this comes from another site (Sec-Fetch-Site: {site[:40]})")
    if origin is None:
        return
    public = services.settings.public_url
    here = urlsplit(public).netloc if public else values.get("host", "")
    schemes = {urlsplit(public).scheme if public else scheme}
    if site == "same-origin" and not public:
        # The browser vouches for the origin. Behind a proxy that ends TLS, only the scheme we see is wrong.
        schemes = set(_DEFAULT_PORTS)
    if _normal(origin) not in {_normal(f"{one}://{here}") for one in schemes}:
        raise Forbidden(
            f"the page that sent this is at {origin[:100]}, the service at {scheme}://{here[:100]}; "
            "if they are the same behind a proxy, set ARENA_PUBLIC_URL"
        )


def _normal(origin: str) -> str:
    """Return an origin as browsers write it: lower-case, without the default port of its scheme."""
    origin = origin.lower()
    return origin.removesuffix(_DEFAULT_PORTS.get(origin.partition("://")[0], "/"))


def form_token(services: Services, visitor: Visitor) -> str:
    """Return the token for a form of this visitor, to be checked by `check_form_token` when it comes back."""
    return new_token(services.secret, b"form", _bytes_of(visitor))


def check_form_token(services: Services, visitor: Visitor, token: str) -> None:
    """Raise Forbidden unless the token was made for this visitor within the last hours."""
    check_token(services.secret, b"form", _bytes_of(visitor), token)


def _bytes_of(visitor: Visitor) -> bytes:
    return visitor.voter.to_bytes(8, "big", signed=True)
