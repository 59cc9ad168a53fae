"""Requests that two readers could understand in two ways, refused before anybody reads them.

Of a header or a parameter that is sent twice, one part of a system may read the first and another the last:
a cache and the service behind it, or the check and the use of a value. So both values are refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus

from starlette.types import Scope

from service.errors import ArenaError, FieldError, Invalid, Malformed

REPEATABLE = frozenset({"models", "columns", "generation"})
"""The query parameters that are lists: they may be repeated."""

_HOST = re.compile(rb"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_ONCE = (b"host", b"authorization", b"content-type", b"idempotency-key")
_LONGEST = 100


def refusal(scope: Scope) -> ArenaError | None:
    """Return why a request is refused, None if it is not."""
    headers = dict(scope["headers"])
    if len(headers) < len(scope["headers"]):
        names = [name for name, _ in scope["headers"]]
        for name in _ONCE:
            if names.count(name) > 1:
                return Malformed(f"the header {name.decode().title()} was sent more than once")
    host = headers.get(b"host")
    if host is None:
        # Only the first version of HTTP has requests without it.
        return None if scope["http_version"] == "1.0" else Malformed("the header Host is missing")
    if not _is_host(host):
        return Malformed("the header Host is not a name or an address, with or without a port")
    return _repeated_parameter(scope["query_string"]) if b"&" in scope["query_string"] else None


@lru_cache(maxsize=64)
def _is_host(host: bytes) -> bool:
    return _HOST.fullmatch(host) is not None


def _repeated_parameter(query: bytes) -> Invalid | None:
    names = [part.partition(b"=")[0] for part in query.split(b"&")]
    if len(set(names)) == len(names) and b"%" not in b"".join(names):
        return None
    seen: set[str] = set()
    for sent in filter(None, names):
        name = unquote_plus(sent.decode("latin-1"))
        if name in seen and name not in REPEATABLE:
            name = name[:_LONGEST]
            return Invalid(
                f"the parameter {name} was sent more than once", [FieldError(name, "must be sent only once")]
            )
        seen.add(name)
    return None
