"""A reader of Server-Sent Events, as in a dashboard."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from service.arena.boards.events import state_id
from tests.support.runs.waiting import CEILING_SECONDS


class Listener:
    """An open stream."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def line(self) -> str:
        """Return the next line."""
        return await anext(self._lines)

    async def block(self) -> list[str]:
        """Return the next lines up to an empty one; raise StopAsyncIteration at the end of the stream."""
        lines = [await anext(self._lines)]
        while lines[-1]:
            lines.append(await anext(self._lines))
        return lines[:-1]

    async def revision(self) -> dict[str, Any]:
        """Return the data of the next `revision` event."""
        while True:
            lines = await self.block()
            if "event: revision" in lines:
                (data,) = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
                found: dict[str, Any] = json.loads(data)
                assert f"id: {state_id(found['revision'], found['pooled_position'])}" in lines
                return found


@asynccontextmanager
async def listening_to(base: str, arena: str, **headers: str) -> AsyncIterator[Listener]:
    """Follow an arena of a server."""
    async with visitor(base) as client, following(client, arena, **headers) as listener:
        yield listener


def visitor(base: str) -> httpx.AsyncClient:
    """Return a client of a server on this machine that may have any number of streams."""
    limits = httpx.Limits(max_connections=None)
    return httpx.AsyncClient(base_url=base, verify=False, timeout=CEILING_SECONDS, limits=limits)  # noqa: S501


@asynccontextmanager
async def following(client: httpx.AsyncClient, arena: str, **headers: str) -> AsyncIterator[Listener]:
    """Follow an arena with an existing client."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream("GET", f"/api/v1/arenas/{arena}/events", headers=named) as answer:
        yield Listener(answer)
