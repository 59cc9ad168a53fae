"""The id of the request that is being answered: in its response, in its errors, and in its log lines.

A context variable holds it, so every task and thread that works for a request finds it. Tasks that serve
many requests must not: start those with `background`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Iterable
from contextvars import Context, ContextVar
from random import Random
from typing import TypeVar

T = TypeVar("T")

HEADER = b"x-request-id"
_TRACE = b"traceparent"

# A proxy's ids are UUIDs, ULIDs, hexadecimal numbers and such. Anything else could forge log lines.
_SOUND = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_TRACE_PARENT = re.compile(rb"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

_current: ContextVar[str] = ContextVar("arena_request_id", default="")
_BYTES = 8
# Ids need not be secret, and the system's generator would take ten times as long. Each process has its seed.
_random = Random()  # noqa: S311 - see above


def current() -> str:
    """Return the id of the request that is being answered, "" outside of requests."""
    return _current.get()


def enter(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Enter a request in this context; return its id.

    That is the one in its ``X-Request-ID``, the trace id in its ``traceparent``, or a new one. Values that
    are not well formed are passed over.
    """
    request_id = _sent(headers) or _random.randbytes(_BYTES).hex()
    _current.set(request_id)
    return request_id


def _sent(headers: Iterable[tuple[bytes, bytes]]) -> str:
    trace = ""
    for name, value in headers:
        if name == HEADER or name == _TRACE:  # noqa: PLR1714, SIM109 - a set hashes each name
            match = (_SOUND if name == HEADER else _TRACE_PARENT).fullmatch(value)
            if match and name == HEADER:
                return value.decode()
            trace = match[1].decode() if match else trace
    return trace


def background(work: Coroutine[object, object, T], name: str) -> asyncio.Task[T]:
    """Return a new task for work that outlives the request that starts it."""
    return asyncio.create_task(work, name=name, context=Context())
