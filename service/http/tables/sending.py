"""Complete tables as responses: sent from their files a piece at a time, in parts, or not again."""

from __future__ import annotations

import asyncio

from fastapi import Response
from starlette.types import Receive, Scope, Send

from service.arena.tables.files import TableFile
from service.http.tables.ranges import asked_part, header, part_headers

_PIECE = 256 * 1024

Headers = list[tuple[bytes, bytes]]


class SendTable(Response):
    """A framework response that sends an open table, with these headers beside those of its bytes."""

    def __init__(self, file: TableFile, more: Headers) -> None:
        super().__init__()
        self._file = file
        self._more = more

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send the table. Raise RangeNotSatisfiable."""
        try:
            await self._send(scope, send)
        finally:
            self._file.close()

    async def _send(self, scope: Scope, send: Send) -> None:
        size, etag = self._file.size, f'"{self._file.digest}"'.encode()
        headers = [(b"etag", etag), (b"accept-ranges", b"bytes"), *self._more]
        if _has(header(scope, b"if-none-match"), etag):
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        part = asked_part(scope, etag, size)
        if part is None:
            part, status = range(size), 200
            headers.append((b"content-length", b"%d" % size))
        else:
            status = 206
            headers += part_headers(part, size)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send_pieces(range(0) if scope.get("head") else part, send)

    async def _send_pieces(self, part: range, send: Send) -> None:
        for start in range(part.start, part.stop, _PIECE):
            length = min(_PIECE, part.stop - start)
            piece = await asyncio.to_thread(self._file.read, start, length)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _has(if_none_match: bytes, etag: bytes) -> bool:
    tags = {tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")}
    return etag in tags or b"*" in tags
