"""The MCP server: its tools, over stdio or HTTP."""

from __future__ import annotations

from mcp.server.mcpserver import MCPServer
from mcp_types import ToolAnnotations

from service import __version__
from service.mcp.answers import RATINGS
from service.mcp.instance import Instance
from service.mcp.tools.decisions import DecisionTools
from service.mcp.tools.leaderboards import LeaderboardTools
from service.mcp.tools.models import ModelTools

INSTRUCTIONS = f"""\
Rankings of image generation models by blind human votes, per theme and language of the prompts. \
Every answer has a `summary` to quote. Pass on how sure it is: name the interval, say whether the order is \
decided, and give the link in `evidence.source`, which returns the same bytes again if it is `fixed`. \
{RATINGS} A difference between models that is not `decided` may be chance."""

_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True)


def build_server(instance: Instance) -> MCPServer[None]:
    """Return the server that reads an instance."""
    server: MCPServer[None] = MCPServer(
        "arena", instructions=INSTRUCTIONS, version=__version__, website_url=instance.url, log_level="WARNING"
    )
    boards, models = LeaderboardTools(instance), ModelTools(instance)
    for tool in (
        boards.list_arenas,
        boards.leaderboard,
        boards.best_for,
        models.compare,
        models.explain_model,
        models.prices,
        models.history,
        DecisionTools(instance).decide,
    ):
        server.add_tool(tool, annotations=_READS)
    return server
