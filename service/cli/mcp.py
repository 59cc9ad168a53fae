"""``arena mcp``: tools for assistants."""

from __future__ import annotations

import os

import click
import uvicorn

from service.logs.lines import say

# For these alone the SDK checks the Host of a request. For another address of this machine it does not, and a
# page on the web whose name leads there (DNS rebinding) could read with the key.
_GUARDED = ("127.0.0.1", "localhost", "::1")
_MISSING = "this needs the extra mcp: pip install 'arena-service[mcp]'"


@click.command(
    epilog="Examples: arena mcp --url https://arena.example; arena mcp --url https://arena.example --http"
)
@click.option(
    "--url",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="The instance to read. It may run anywhere: no database is needed here.",
)
@click.option(
    "--key-variable",
    metavar="NAME",
    help="The environment variable with a key, for an instance that has no public reads.",
)
@click.option("--http", is_flag=True, help="Serve at http://HOST:PORT/mcp, not on standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on."
)
def mcp(*, url: str, key_variable: str | None, http: bool, host: str, port: int) -> None:
    """Let assistants ask an instance for leaderboards, comparisons and prices (Model Context Protocol).

    Assistants that run on this machine start this command themselves and talk to it over standard input and
    output. With --http, others reach it over the network.
    """
    try:
        from service.mcp.instance import Instance  # noqa: PLC0415 - of an extra
        from service.mcp.server import build_server  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise click.ClickException(_MISSING) from None
    server = build_server(Instance(url, _key(key_variable)))
    if not http:
        server.run("stdio")
        return
    if key_variable and host not in _GUARDED:
        raise click.UsageError("with a key, everyone who reaches this could read what the key can read")
    app = server.streamable_http_app(json_response=True, stateless_http=True, host=host)
    say(f"tools for {url} at http://{host}:{port}/mcp (stop with Ctrl-C)")
    uvicorn.run(app, host=host, port=port, log_config=None, log_level="warning", access_log=False)


def _key(variable: str | None) -> str:
    if not variable:
        return ""
    key = os.environ.get(variable)
    if not key:
        raise click.UsageError(f"the environment variable {variable} is not set")
    return key
