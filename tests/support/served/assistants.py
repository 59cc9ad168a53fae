"""An instance with prices, licenses and Japanese prompts, and an assistant that asks about it."""

from __future__ import annotations

import hashlib
from typing import Any

from mcp import Client
from mcp_types import TextContent

from service.mcp.instance import Instance
from service.mcp.server import build_server
from tests.support.pages.board_pages import ARENA, furnish, random_votes, report
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api


def furnish_instance(api: Api) -> None:
    """Make the arena of `furnish`, with prices, a license and Japanese votes; wait for pooled ratings."""
    furnish(api)
    for model, amount in (("inkwash", 0.01), ("pastel", 0.02)):
        api.made(f"/api/v1/models/{model}/offers", provider="p", amount=amount, currency="USD")
    license_ = {"name": "MIT", "weights_open": "yes", "commercial_use": "yes"}
    assert api.patch("/api/v1/models/inkwash", {"license": license_}).status_code == 200
    report(api, [{**vote, "language": "ja", "themes": ["typography"]} for vote in random_votes(40, seed=8)])
    board = f"/api/v1/arenas/{ARENA}/leaderboard"
    wait_until(lambda: api.get(board).json()["pooled"] is not None, "the pooled ratings")


async def answer_of(api: Api, tool: str, **arguments: object) -> dict[str, Any]:
    """Return what a tool answers, as the SDK's client gets it."""
    async with Client(build_server(Instance(api.base))) as client:
        result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    content: dict[str, Any] = result.structured_content
    return content


async def refusal_of(api: Api, tool: str, **arguments: object) -> str:
    """Return what a tool says to a question that it cannot answer."""
    async with Client(build_server(Instance(api.base))) as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text


def digest_at(api: Api, link: str) -> str:
    """Return the SHA-256 of what a link gives."""
    return hashlib.sha256(api.client.get(link).content).hexdigest()
