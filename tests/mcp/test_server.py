"""The server over both transports, with the SDK's own client; it only reads."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from service.mcp.instance import Instance
from service.mcp.server import build_server
from tests.support.served.api import Api, listening, request

TOOLS = {
    "best_for",
    "compare",
    "decide",
    "explain_model",
    "history",
    "leaderboard",
    "list_arenas",
    "prices",
}


async def _check(client: Client) -> None:
    tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        for parameter in tool.input_schema["properties"].values():
            assert parameter["description"]
    result = await client.call_tool("best_for", {"theme": "typography", "language": "ja", "cheap": True})
    assert not result.is_error
    assert result.structured_content is not None
    assert result.structured_content["best"]["model"] == "inkwash"
    wrong = await client.call_tool("leaderboard", {"limit": 0})
    assert wrong.is_error


@pytest.mark.slow
async def test_over_standard_input_and_output(instance: Api, project_root: Path) -> None:
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "service", "mcp", "--url", instance.base], cwd=project_root
    )
    async with Client(command) as client:
        assert client.instructions is not None
        assert "how sure" in client.instructions
        await _check(client)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_over_http(instance: Api, mode: str) -> None:
    # Assistants of before July 2026 shake hands first.
    app = build_server(Instance(instance.base)).streamable_http_app(json_response=True, stateless_http=True)
    with listening(app) as base:
        async with Client(f"{base}/mcp", mode=mode) as client:
            await _check(client)


def test_a_page_on_the_web_cannot_ask_under_its_own_name(instance: Api) -> None:
    app = build_server(Instance(instance.base)).streamable_http_app(json_response=True, stateless_http=True)
    with listening(app) as base:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        headers = {"Accept": "application/json, text/event-stream", "Host": "rebound.example"}
        answer = request("POST", f"{base}/mcp", json=body, headers=headers)
    assert answer.status_code == 421
