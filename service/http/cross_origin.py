"""Which responses pages of other sites may read (CORS): those that anyone gets, without a key or a cookie.

A route says so itself, through `service.http.deps.reader` or `anyone`, before it can fail: an error of such a
route can be read as well. Pages themselves are for people, and other sites get nothing of them.
"""

from __future__ import annotations

from starlette.types import Scope

OPEN = "arena.open"
"""The key in a request's scope that is there if anyone may have the response."""

EXPOSED = (
    b"ETag, Link, Retry-After, X-Request-ID, RateLimit, RateLimit-Policy, Accept-Ranges, Content-Range, "
    b"Content-Disposition"
)
"""The headers of a response that a page of another site may read, beyond those that it always may."""

HEADERS = [(b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", EXPOSED)]

# Headers that a request may have after a preflight; others, such as those with a key, are not for such pages.
_ASKED = (
    b"Accept, Cache-Control, Content-Type, If-None-Match, If-Range, Last-Event-ID, Range, traceparent, "
    b"X-Request-ID"
)
_DAY = b"86400"
_PAGE = b"text/html"


def is_preflight(scope: Scope) -> bool:
    """Return whether a browser asks whether a page of another site may send a request."""
    names = {name for name, _ in scope["headers"]}
    return scope["method"] == "OPTIONS" and {b"origin", b"access-control-request-method"} <= names


def preflight_headers(methods: bytes) -> list[tuple[bytes, bytes]]:
    """Return the answer to a preflight for a route that is open to these methods."""
    return [
        HEADERS[0],
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", _ASKED),
        (b"access-control-max-age", _DAY),
        (b"cache-control", b"no-store"),
        (b"content-length", b"0"),
    ]


def is_page(content_type: bytes) -> bool:
    """Return whether a response is a page."""
    return content_type.startswith(_PAGE)
