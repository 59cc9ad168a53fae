"""Reads in every format: JSON as it is, tables from the one encoder, complete ones from files.

What fits into memory anyway, such as a leaderboard, is encoded at once and kept in the response cache. A list
or a log without `limit` may be of any length, and becomes a file (`service.http.tables.kept`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

import polars as pl
from fastapi import Request, Response

from service.arena.services import Reading, Services
from service.arena.tables.encoding import MEDIA_TYPES, encode
from service.arena.tables.files import Parts, list_parts, write_table
from service.domain.paging import Page, page_of
from service.http.deps import services_of
from service.http.response_cache import CachedResponse, Content
from service.http.responses import SendCached, answer
from service.http.schemas.base import Out
from service.http.tables.kept import KeptTables
from service.http.tables.negotiation import JSON, preferred
from service.http.tables.ranges import header
from service.http.tables.sending import Headers, SendTable
from service.http.tables.shapes import shape_frame

T = TypeVar("T")

_PRIVATE = "private, no-store"


class FormatQuery(Protocol):
    """The parameters of a read that is also a table."""

    @property
    def format(self) -> str:
        """The format, if it was sent."""

    @property
    def excel(self) -> bool:
        """Whether CSV begins with a byte-order mark."""

    @property
    def model_fields_set(self) -> set[str]:
        """The parameters that were sent."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants: the format, whether Accept decided that, and whether the whole is wanted."""

    request: Request
    kind: str
    excel: bool
    negotiated: bool
    complete: bool

    @classmethod
    def of(cls, request: Request, query: FormatQuery) -> Asked:
        """Return what a request wants."""
        sent = query.model_fields_set
        negotiated = "format" not in sent
        kind = preferred(header(request.scope, b"accept")) if negotiated else query.format
        return cls(request, kind, query.excel, negotiated, "limit" not in sent)

    @property
    def variant(self) -> bytes:
        """What tells apart, in the keys of caches, the formats of one URL."""
        # No request line has a space in its query, so this never ends the key of another request.
        return b"" if self.kind == JSON or not self.negotiated else f" {self.kind}".encode()

    def headers(self, name: str, cache_control: bytes) -> Headers:
        """Return the headers of a table that is a file; ``name`` is the file's, without its ending."""
        headers = [
            (b"cache-control", cache_control),
            (b"content-type", MEDIA_TYPES[self.kind].encode()),
            (b"content-disposition", f'attachment; filename="{name}.{self.kind}"'.encode()),
        ]
        return [*headers, (b"vary", b"accept")] if self.negotiated else headers

    def content(self, body: bytes, name: str, link: str = "") -> Content:
        """Return the content of a response with this body; ``name`` is that of a file, without its ending."""
        private = not services_of(self.request).settings.public_reads
        is_json = self.kind == JSON
        return Content(
            body,
            "application/json" if is_json else MEDIA_TYPES[self.kind],
            private,
            None if is_json else f"{name}.{self.kind}",
            link=link,
            negotiated=self.negotiated,
        )

    def table(self, frame: pl.DataFrame, name: str, link: str = "") -> Content:
        """Return the content of a table."""
        return self.content(encode(frame, self.kind, excel=self.excel), name, link)


@dataclass(frozen=True, slots=True)
class View(Generic[T]):
    """How a read is shown: as JSON, and as a table in a file of this name."""

    name: str
    json: Callable[[T], Out]
    table: Callable[[T], pl.DataFrame]


async def answer_read(asked: Asked, arena: str, read: Callable[[], Awaitable[T]], view: View[T]) -> Response:
    """Return what ``read`` gives in the format asked for, called at most once per revision and format."""
    return await answer(asked.request, arena, lambda: content_of(asked, read, view), asked.variant)


async def answer_uncached(asked: Asked, read: Callable[[], Awaitable[T]], view: View[T]) -> Response:
    """Return the same for what has no revision: read it every time."""
    return SendCached(CachedResponse.of(await content_of(asked, read, view)))


async def content_of(asked: Asked, read: Callable[[], Awaitable[T]], view: View[T]) -> Content:
    """Return what ``read`` gives now, in the format asked for."""
    value = await read()
    if asked.kind == JSON:
        return asked.content(view.json(value).to_json(), view.name)
    return asked.table(view.table(value), view.name)


async def answer_complete(
    asked: Asked, services: Services, arena: str, name: str, parts: Reading[Parts]
) -> Response:
    """Return a whole table of any length, of one snapshot; memory holds a part of it."""
    kept: KeptTables = asked.request.app.state.kept_tables
    scope = asked.request.scope

    file = await kept.get_or_make(
        (scope["path"], scope["query_string"] + asked.variant),
        arena,
        lambda: write_table(services.database, parts, asked.kind, excel=asked.excel),
        in_parts=bool(header(scope, b"range")),
    )
    cache = b"public, no-cache" if services.settings.public_reads else b"private, no-cache"
    return SendTable(file, asked.headers(name, cache))


def next_link(request: Request, change: Mapping[str, object]) -> str:
    """Return the Link header to the next page: the same request with other parameters."""
    sent = parse_qsl(request.url.query, keep_blank_values=True)
    query = dict(sent) | {name: str(value) for name, value in change.items()}
    return f'<{quote(request.scope["path"])}?{urlencode(query)}>; rel="next"'


class ListOut(Protocol):
    """A page of a list, as JSON has it."""

    @property
    def items(self) -> Sequence[Out]:
        """The items."""

    @property
    def next_cursor(self) -> str | None:
        """The cursor to the next page, None on the last one."""

    def to_json(self) -> bytes:
        """Return the page as JSON."""


@dataclass(frozen=True, slots=True)
class ListView:
    """How a list is shown: the name of its file, the shape of its items, and what reads a page of it."""

    name: str
    item: type[Out]
    page: Callable[[Page], Reading[ListOut]]
    row: Callable[[Any], Out] | None = None
    """What makes an item one row, where the items in JSON have lists of objects."""

    def frame(self, listed: ListOut) -> pl.DataFrame:
        """Return a page as a table."""
        items = listed.items if self.row is None else [self.row(one) for one in listed.items]
        return shape_frame(self.item, items)

    async def content(self, asked: Asked, page: Page) -> Content:
        """Return a page in the format asked for."""

        def encoded(listed: ListOut) -> tuple[bytes, str | None]:
            if asked.kind == JSON:
                return listed.to_json(), listed.next_cursor
            return encode(self.frame(listed), asked.kind, excel=asked.excel), listed.next_cursor

        # Encoded where it is read, which is not in the server's loop.
        database = services_of(asked.request).database
        body, cursor = await database.read(lambda session: encoded(self.page(page)(session)))
        link = next_link(asked.request, {"cursor": cursor}) if cursor else ""
        return asked.content(body, self.name, link)


class ListQuery(FormatQuery, Protocol):
    """The parameters of a list that is also a table."""

    @property
    def limit(self) -> int:
        """The most items of a page."""

    @property
    def cursor(self) -> str | None:
        """Where the page starts."""


async def answer_list(request: Request, query: ListQuery, arena: str, view: ListView) -> Response:
    """Return a page of a list in the format asked for; without `limit`, a table has all of it."""
    asked = Asked.of(request, query)
    page = page_of(query.cursor, query.limit)
    if asked.kind != JSON and asked.complete:
        parts = list_parts(view.page, view.frame, query.cursor or "")
        return await answer_complete(asked, services_of(request), arena, view.name, parts)
    return await answer(request, arena, lambda: view.content(asked, page), asked.variant)


async def answer_private_list(request: Request, query: ListQuery, view: ListView) -> Response:
    """Return the same of a list that only the sender's key may read, and that nothing may keep."""
    asked = Asked.of(request, query)
    page = page_of(query.cursor, query.limit)
    if asked.kind != JSON and asked.complete:
        parts = list_parts(view.page, view.frame, query.cursor or "")
        file = await write_table(services_of(request).database, parts, asked.kind, excel=asked.excel)
        file.open()
        file.drop()  # it closes once it is sent
        return SendTable(file, asked.headers(view.name, _PRIVATE.encode()))
    content = replace(await view.content(asked, page), cache_control=_PRIVATE)
    return SendCached(CachedResponse.of(content))
