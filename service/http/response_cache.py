"""Cached responses: the bytes of a read, kept until a revision they depend on changes.

A leaderboard is computed and serialized once per revision. Until the next vote every reader gets the same
bytes from `CacheMiddleware`, which runs before the framework: a cached response costs a third of a route.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.arena.services import Services
from service.arena.tables.encoding import MEDIA_TYPES
from service.errors import RangeNotSatisfiable
from service.http.cross_origin import OPEN, is_page
from service.http.revisions import Revisions, revisions_of
from service.http.security_headers import PREPARED, Headers, with_security
from service.http.tables.negotiation import JSON, preferred
from service.http.tables.ranges import asked_part, header, part_headers

# Enough for every axis of a large arena; the least recently read response is dropped first.
MAX_BYTES = 64_000_000
_SMALLEST_GZIP = 1_000
# What Python's objects around a short response take: 940 bytes measured for one encoding.
_ENTRY_BYTES = 2_000
# What is compressed already.
_COMPRESSED = ("image/png", "image/jpeg", "image/webp", MEDIA_TYPES["parquet"])
_REFUSES_GZIP = re.compile(rb";\s*q=0(\.0*)?\s*$")


@dataclass(frozen=True, slots=True)
class Content:
    """The serialized body of a response. ``private`` keeps it out of shared caches.

    ``grace`` is for responses that are expensive to build: for that many seconds they are sent even if
    something changed. ``policy`` is a content security policy of its own, for pages that other sites may
    show in a frame. ``version`` is that of a record that can be edited; it becomes a part of the ETag.
    ``link`` is the header of that name. A ``negotiated`` response is in the format that Accept prefers.
    ``cache_control`` replaces that header, where a response need not be asked for again, or must not be kept.
    ``name`` is an ETag that is known already, such as the hash in an image's URL.
    """

    body: bytes
    media_type: str
    private: bool = False
    filename: str | None = None
    grace: float = 0
    policy: str | None = None
    version: str = ""
    link: str = ""
    negotiated: bool = False
    cache_control: str = ""
    name: str = ""


class Variant(NamedTuple):
    """One encoding of a response, with its own strong ETag."""

    etag: bytes
    headers: Headers
    unchanged: Headers
    """The headers of a 304."""
    body: bytes


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response ready to send, plain and compressed; ``fresh_until`` is on the monotonic clock.

    If it was ``negotiated``, another format may be preferred by the header Accept.
    """

    plain: Variant
    compressed: Variant | None
    fresh_until: float = 0
    negotiated: bool = False
    is_page: bool = False

    @classmethod
    def of(cls, content: Content) -> CachedResponse:
        """Return the response with this content."""
        compressed = None
        if len(content.body) >= _SMALLEST_GZIP and content.media_type not in _COMPRESSED:
            compressed = _variant(content, gzip.compress(content.body, 6, mtime=0), b"gzip")
        plain = _variant(content, content.body, b"")
        fresh_until = time.monotonic() + content.grace
        return cls(plain, compressed, fresh_until, content.negotiated, is_page(content.media_type.encode()))

    @property
    def size(self) -> int:
        """Bytes that the bodies take."""
        return len(self.plain.body) + (len(self.compressed.body) if self.compressed else 0)

    async def send(self, scope: Scope, send: Send) -> None:
        """Send the response, the part asked for, or 304 where the reader has it already.

        Raise RangeNotSatisfiable.
        """
        if self.is_page:
            scope.pop(OPEN, None)
        accept_encoding = if_none_match = b""
        in_parts = False
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accept_encoding += b"," + value
            elif name == b"if-none-match":
                if_none_match += b"," + value
            elif name == b"range":
                in_parts = True
        variant = self.compressed if self.compressed and takes_gzip(accept_encoding) else self.plain
        unchanged = self._matching(if_none_match, variant) if if_none_match else None
        if unchanged:
            await send(_start(304, unchanged.unchanged))
            await send({"type": "http.response.body", "body": b""})
            return
        if in_parts and await self._send_part(scope, send):
            return
        await send(_start(200, variant.headers))
        await send({"type": "http.response.body", "body": variant.body})

    async def _send_part(self, scope: Scope, send: Send) -> bool:
        """Send the part asked for, if it is one of the current body; return whether it is.

        It is a part of the plain body, unless If-Range names the compressed one.
        """
        condition = header(scope, b"if-range").strip()
        variant = self.compressed if self.compressed and condition == self.compressed.etag else self.plain
        size = len(variant.body)
        part = asked_part(scope, variant.etag, size)
        if part is None:
            return False
        kept = [one for one in variant.headers if one[0] != b"content-length"]
        headers = [*kept, *part_headers(part, size)]
        await send(_start(206, headers))
        await send({"type": "http.response.body", "body": variant.body[part.start : part.stop]})
        return True

    def _matching(self, if_none_match: bytes, preferred: Variant) -> Variant | None:
        """Return the encoding that an If-None-Match header names, the preferred one first.

        ETags may be weak or strong, as RFC 9110 compares them here. Either encoding will do: both have the
        same content.
        """
        tags = {tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")}
        for variant in (preferred, self.plain, self.compressed):
            if variant and (variant.etag in tags or b"*" in tags):
                return variant
        return None


def _start(status: int, headers: Headers) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers, PREPARED: True}


def _variant(content: Content, body: bytes, encoding: bytes) -> Variant:
    etag = f'"{content.name}"'.encode() if content.name else etag_of(content.body, content.version, encoding)
    # Readers always ask again and get 304 while nothing changed: a stale leaderboard would break the
    # promise that it includes every acknowledged vote.
    cache = b"private, no-cache" if content.private else b"public, no-cache"
    vary = b"accept-encoding, accept" if content.negotiated else b"accept-encoding"
    headers = [
        (b"etag", etag),
        (b"cache-control", content.cache_control.encode() or cache),
        (b"vary", vary),
        (b"content-type", content.media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"accept-ranges", b"bytes"),
    ]
    if encoding:
        headers.append((b"content-encoding", encoding))
    if content.policy:
        headers.append((b"content-security-policy", content.policy.encode()))
    if content.link:
        headers.append((b"link", content.link.encode()))
    if content.filename:
        disposition = f'attachment; filename="{content.filename}"'
        headers.append((b"content-disposition", disposition.encode()))
    return Variant(etag, with_security(headers), with_security(headers[:3]), body)


def etag_of(body: bytes, version: str, encoding: bytes = b"") -> bytes:
    """Return the ETag of a body in an encoding; ``version`` is that of `Content`."""
    digest = hashlib.sha256(body).hexdigest()[:20]
    start = f"{version}.{digest}" if version else digest
    return b'"' + start.encode() + (b"-" + encoding if encoding else b"") + b'"'


def takes_gzip(accepted: bytes) -> bool:
    """Return whether an Accept-Encoding header accepts gzip."""
    if b"gzip" not in accepted:
        return False
    coding = next((part for part in accepted.split(b",") if part.strip().startswith(b"gzip")), b"")
    return _REFUSES_GZIP.search(coding) is None


Key = tuple[str, bytes]
"""A request's path and its query."""
Producer = Callable[[], Awaitable[Content]]


class _Entry(NamedTuple):
    arena: str
    revisions: Revisions
    response: CachedResponse


class ResponseCache:
    """The responses that this process keeps, by path and query."""

    def __init__(self, services: Services) -> None:
        self._revisions = services.database.revisions
        self._site_logo = services.catalog.site_logo
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._bytes = 0
        self._pending: dict[tuple[Key, Revisions], asyncio.Task[CachedResponse]] = {}

    def find(self, key: Key) -> CachedResponse | None:
        """Return the response to a request if it is cached and known to be current."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.response.fresh_until <= time.monotonic():
            known = self._revisions.current()
            if known is None or revisions_of(known, entry.arena) != entry.revisions:
                return None
        self._entries.move_to_end(key)
        return entry.response

    async def get_or_make(self, key: Key, arena: str, produce: Producer) -> CachedResponse:
        """Return the response to a request about an arena.

        Make it if it is missing or outdated, once for all who ask at the same time.
        """
        current = self.find(key)
        if current is not None:
            return current
        known = self._revisions.current()
        revisions = revisions_of(known if known is not None else await self._revisions.query(), arena)
        entry = self._entries.get(key)
        if entry and entry.revisions == revisions:
            self._entries.move_to_end(key)
            return entry.response
        task = self._pending.get((key, revisions))
        if task is None:
            task = asyncio.create_task(self._make(key, arena, revisions, produce))
            self._pending[key, revisions] = task
            task.add_done_callback(lambda _: self._pending.pop((key, revisions), None))
        return await asyncio.shield(task)

    async def _make(self, key: Key, arena: str, revisions: Revisions, produce: Producer) -> CachedResponse:
        # What is read is at least as new as the revisions; if it is newer, they soon turn out to be outdated.
        with self._revisions.reading_about(arena):
            await self._site_logo.refresh()
            content = await produce()
        response = CachedResponse.of(content)
        self._drop(key)
        self._entries[key] = _Entry(arena, revisions, response)
        self._bytes += _cost(key, response)
        while self._bytes > MAX_BYTES:
            self._drop(next(iter(self._entries)))
        return response

    def _drop(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry:
            self._bytes -= _cost(key, entry.response)


def _cost(key: Key, response: CachedResponse) -> int:
    """Return the bytes that an entry takes, including its query, which readers can make very long."""
    return response.size + len(key[0]) + len(key[1]) + _ENTRY_BYTES


def _prefers_a_table(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"accept":
            return preferred(value) != JSON
    return False


class CacheMiddleware:
    """Answers a GET from the cache where it can; passes everything else to the application."""

    def __init__(self, app: ASGIApp, cache: Callable[[], ResponseCache | None]) -> None:
        self._app = app
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] == "GET":
            cache = self._cache()
            current = cache.find((scope["path"], scope["query_string"])) if cache else None
            # JSON is kept under the query as it is; who prefers a table of it gets that from the route.
            if current is not None and not (current.negotiated and _prefers_a_table(scope)):
                scope[OPEN] = True
                # A range beyond the end is left to the framework, which says so as a problem.
                with suppress(RangeNotSatisfiable):
                    await current.send(scope, send)
                    return
        await self._app(scope, receive, send)
