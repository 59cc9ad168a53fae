"""Prepared answers: the bytes of a read, kept until a revision they depend on is no longer current.

A board is computed and serialized once a revision. Until the next vote every reader gets the same bytes,
from `CacheMiddleware`, in front of the framework: there a cached answer costs a third of a route.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from service.arena.services import Services

# Enough for every axis of a large arena; the least recently read goes first.
MAX_BYTES = 64_000_000
_SMALLEST_GZIP = 1_000
# In the place of an arena's slug, which cannot be one: an answer that depends on every arena.
EVERY_ARENA = "*"
# What Python's objects around a short answer take: 940 bytes measured for one encoding.
_ENTRY = 2_000
_DAY_SECONDS = 86_400
_REFUSED = re.compile(rb";\s*q=0(\.0*)?\s*$")

Headers = list[tuple[bytes, bytes]]


class Revisions(NamedTuple):
    """What an answer about an arena depends on: two revisions, and the date, since prices have one.

    For one about every arena ``arena`` is the sum of their revisions, which rises with each of them.
    """

    catalog: int
    arena: int
    day: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader asked for, serialized. ``private`` forbids shared caches to keep it.

    ``grace`` is for what costs far more than it says: so many seconds it is sent whatever changed. ``policy``
    is a content policy of its own, for what other sites may show in a frame.
    """

    body: bytes
    media_type: str
    private: bool = False
    filename: str | None = None
    grace: float = 0
    policy: str | None = None


class Variant(NamedTuple):
    """One encoding of an answer, with its own strong ETag."""

    etag: bytes
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """An answer ready to be sent, plain and compressed; ``good_until`` is on the monotonic clock."""

    plain: Variant
    packed: Variant | None
    good_until: float = 0

    @classmethod
    def of(cls, content: Content) -> CachedResponse:
        """Return the answer with this content."""
        packed = None
        if len(content.body) >= _SMALLEST_GZIP:
            packed = _variant(content, gzip.compress(content.body, 5, mtime=0), b"gzip")
        return cls(_variant(content, content.body, b""), packed, time.monotonic() + content.grace)

    @property
    def size(self) -> int:
        """Bytes held."""
        return len(self.plain.body) + (len(self.packed.body) if self.packed else 0)

    async def send(self, scope: Scope, send: Send) -> None:
        """Send the answer, or 304 where the reader has it already."""
        accepted = wanted = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted += b"," + value
            elif name == b"if-none-match":
                wanted += b"," + value
        variant = self.packed if self.packed and _takes_gzip(accepted) else self.plain
        held = self._held_by(wanted, variant) if wanted else None
        if held:
            await send({"type": "http.response.start", "status": 304, "headers": held.headers[:3]})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": variant.headers})
        await send({"type": "http.response.body", "body": variant.body})

    def _held_by(self, wanted: bytes, chosen: Variant) -> Variant | None:
        """Return the encoding that an If-None-Match header names, rather the chosen one.

        Weak or strong, as RFC 9110 compares here. Either will do: they say the same.
        """
        tags = {tag.strip().removeprefix(b"W/") for tag in wanted.split(b",")}
        for variant in (chosen, self.plain, self.packed):
            if variant and (variant.etag in tags or b"*" in tags):
                return variant
        return None


def _variant(content: Content, body: bytes, encoding: bytes) -> Variant:
    digest = hashlib.sha256(content.body).hexdigest()[:20].encode()
    etag = b'"' + digest + (b"-" + encoding if encoding else b"") + b'"'
    # Always asked again, answered 304 while nothing changed: a stale board would break the promise that
    # an acknowledged vote is on it.
    cache = b"private, no-cache" if content.private else b"public, no-cache"
    headers = [(b"etag", etag), (b"cache-control", cache), (b"vary", b"accept-encoding")]
    headers += [
        (b"content-type", content.media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    if encoding:
        headers.append((b"content-encoding", encoding))
    if content.policy:
        headers.append((b"content-security-policy", content.policy.encode()))
    if content.filename:
        disposition = f'attachment; filename="{content.filename}"'
        headers.append((b"content-disposition", disposition.encode()))
    return Variant(etag, headers, body)


def _takes_gzip(accepted: bytes) -> bool:
    """Return whether an Accept-Encoding header names gzip, and not to refuse it."""
    if b"gzip" not in accepted:
        return False
    named = next((part for part in accepted.split(b",") if part.strip().startswith(b"gzip")), b"")
    return _REFUSED.search(named) is None


Key = tuple[str, bytes]
Produce = Callable[[], Awaitable[Content]]


class ResponseCache:
    """The answers that this process has ready, by path and query."""

    def __init__(self, services: Services) -> None:
        self._revisions = services.database.revisions
        self._ready: OrderedDict[Key, tuple[str, Revisions, CachedResponse]] = OrderedDict()
        self._bytes = 0
        self._making: dict[tuple[Key, Revisions], asyncio.Task[CachedResponse]] = {}

    def find(self, key: Key) -> CachedResponse | None:
        """Return the answer to a request, if there is one and it is known to be current."""
        entry = self._ready.get(key)
        if entry is None:
            return None
        if entry[2].good_until <= time.monotonic():
            known = self._revisions.current()
            if known is None or _stamp(known, entry[0]) != entry[1]:
                return None
        self._ready.move_to_end(key)
        return entry[2]

    async def make(self, key: Key, arena: str, produce: Produce) -> CachedResponse:
        """Return the answer to a request about an arena, produced anew unless another task is at it."""
        ready = self.find(key)
        if ready is not None:
            return ready
        known = self._revisions.current()
        stamp = _stamp(known if known is not None else await self._revisions.query(), arena)
        entry = self._ready.get(key)
        if entry and entry[1] == stamp:
            self._ready.move_to_end(key)
            return entry[2]
        task = self._making.get((key, stamp))
        if task is None:
            task = self._making[key, stamp] = asyncio.create_task(self._produce(key, arena, stamp, produce))
            task.add_done_callback(lambda _: self._making.pop((key, stamp), None))
        return await asyncio.shield(task)

    async def _produce(self, key: Key, arena: str, stamp: Revisions, produce: Produce) -> CachedResponse:
        # What is read is at least as new as the stamp; if it is newer, the stamp is soon found stale.
        prepared = CachedResponse.of(await produce())
        self._drop(key)
        self._ready[key] = (arena, stamp, prepared)
        self._bytes += _held(key, prepared)
        while self._bytes > MAX_BYTES:
            self._drop(next(iter(self._ready)))
        return prepared

    def _drop(self, key: Key) -> None:
        entry = self._ready.pop(key, None)
        if entry:
            self._bytes -= _held(key, entry[2])


def _held(key: Key, prepared: CachedResponse) -> int:
    """The bytes that an entry costs, its query included: that is the reader's to make up at any length."""
    return prepared.size + len(key[0]) + len(key[1]) + _ENTRY


def _stamp(known: Mapping[str, int], arena: str) -> Revisions:
    catalog = known.get("", 0)
    revision = sum(known.values()) - catalog if arena == EVERY_ARENA else known.get(arena, 0)
    return Revisions(catalog, revision, int(time.time() // _DAY_SECONDS))


class CacheMiddleware:
    """Answers a GET with prepared bytes if it has them; everything else goes on to the application."""

    def __init__(self, app: ASGIApp, answers: Callable[[], ResponseCache | None]) -> None:
        self._app = app
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] == "GET":
            answers = self._answers()
            ready = answers.find((scope["path"], scope["query_string"])) if answers else None
            if ready is not None:
                await ready.send(scope, send)
                return
        await self._app(scope, receive, send)
