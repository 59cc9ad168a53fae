"""An instance read over HTTP: with a key, through errors, and without an instance."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from mcp.server.mcpserver.exceptions import ToolError

from service.mcp import shapes
from service.mcp.answers import Source
from service.mcp.instance import Instance, Refused
from tests.support.served.api import Api, serving


def test_a_closed_instance_wants_a_key(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, public_reads=False) as api:
        key = api.key("votes")["Authorization"].removeprefix("Bearer ")
        with pytest.raises(Refused) as refused:
            asyncio.run(_arenas(Instance(api.base)))
        assert refused.value.status == 401
        assert key not in repr(Instance(api.base, key))
        found, source = asyncio.run(_arenas(Instance(f"{api.base}/", key)))
    assert (found.items, source.link, source.fixed) == ([], f"{api.base}/api/v1/arenas?limit=5", False)


async def _arenas(instance: Instance) -> tuple[shapes.ArenaList, Source]:
    async with instance.open() as reader:
        return await reader.read(shapes.ArenaList, "arenas", query={"limit": 5, "cursor": None})


async def test_what_cannot_be_read(instance: Api) -> None:
    async with Instance(instance.base).open() as reader:
        with pytest.raises(Refused) as refused:
            await reader.read(shapes.Leaderboard, "arenas", "../x y", "leaderboard")
        assert refused.value.status == 404
        with pytest.raises(Refused, match="language") as refused:
            await reader.read(
                shapes.ArenaList, "decide", query={"arena": "paintings", "axes": "language=en,x"}
            )
        assert refused.value.fields == ("axes.0",)
        with pytest.raises(ToolError, match="does not answer as an arena service"):
            await reader.read(shapes.Decision, "arenas")
    async with Instance(f"{instance.base}/elsewhere").open() as reader:
        with pytest.raises(Refused):
            await reader.read(shapes.ArenaList, "arenas")
    async with Instance("http://127.0.0.1:9").open() as reader:
        with pytest.raises(ToolError, match="cannot be reached"):
            await reader.read(shapes.ArenaList, "arenas")
