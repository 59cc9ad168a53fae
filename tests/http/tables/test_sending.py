"""Tables longer than a piece are sent whole, and HEAD reads nothing of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from starlette.types import Message

from service.arena.tables.files import Parts, write_table
from service.db.engine import ReadSession
from service.http.tables.sending import SendTable
from tests.support.votes.arenas import arena_services

ROWS = 100_000


def parts(_: ReadSession) -> Parts:
    yield lambda: pl.DataFrame({"a": range(ROWS)})


@pytest.mark.anyio
async def test_pieces_and_head(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        table = await write_table(services.database, parts, "csv", excel=False)

    async def sent(**more: bool) -> list[Message]:
        messages: list[Message] = []

        async def send(message: Message) -> None:
            messages.append(message)

        async def receive() -> Message:
            raise AssertionError

        table.open()
        await SendTable(table, [])({"type": "http", "headers": [], **more}, receive, send)
        return messages

    start, *pieces = await sent()
    assert len(pieces) == 4
    assert sum(len(piece["body"]) for piece in pieces) == table.size
    head = await sent(head=True)
    assert (head[0]["headers"], [one["body"] for one in head[1:]]) == (start["headers"], [b""])
    table.drop()
