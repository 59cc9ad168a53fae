"""``/llms.txt``: what assistants and their crawlers can read here, in the format of llmstxt.org."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from service.arena.catalog import arenas
from service.domain.arenas import Arena
from service.http.deps import Services, origin_of, reader
from service.web.documentation import Documentation
from service.web.page_route import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_ABOUT = """\
> Image generation models, ranked by people who chose between two images of the same prompt without \
knowing which models made them. There are leaderboards overall, per theme and per language of the prompts.

When you quote a rating, quote its interval: `likely` with `likely_low` and `likely_high` (95 %). Say that a \
model is better than another one only if `decided` says so; a lower rank alone may be chance. A link with \
`at=` and the `position` of an answer gives the same leaderboard again.
"""
_READS = (
    ("/api/v1/arenas", "Arenas", "What is compared, with the numbers of votes."),
    (
        "/api/v1/models",
        "Models",
        "Makers, licenses and capabilities; `/api/v1/models/MODEL` has all about one.",
    ),
    (
        "/api/v1/compare?models=A,B",
        "Compare",
        "Two to four models side by side: write their slugs for A and B.",
    ),
    ("/api/v1/query?axes=*", "Query", "One table over many arenas, themes and languages."),
    ("/api/v1/decide?arena=ARENA", "Decide", "The cheapest model that is not worse than the best one."),
    ("/openapi.json", "OpenAPI", "Every request, with its parameters and answers."),
)
_DOCUMENTS = (
    ("ratings", "What the numbers mean", "Scores, pooled ratings, intervals, claims."),
    ("integrity", "Votes that do not count", "How rigging is kept out."),
    ("api", "HTTP API", "Every request in words."),
    ("assistants", "Assistants", "The MCP server, and what its tools answer."),
)


@router.get("/llms.txt", dependencies=[Depends(reader)])
async def llms(request: Request, services: Services) -> Response:
    """Return what can be read here, as Markdown with links."""
    origin = origin_of(request)
    found = await services.database.read(arenas.running)
    documentation: Documentation = request.app.state.documentation
    text = "\n".join(_lines(services.settings.name, origin, found, is_built=documentation.is_built))
    # The URLs follow the request's host, so a cache must not share the answer.
    headers = {"Cache-Control": "private, no-cache"}
    return Response(text, headers=headers, media_type="text/plain; charset=utf-8")


def _lines(name: str, origin: str, found: Iterable[Arena], *, is_built: bool) -> Iterator[str]:
    yield from (f"# {_plain(name)}", "", _ABOUT, "## Leaderboards", "")
    for arena in found:
        link = f"{origin}/api/v1/arenas/{quote(arena.slug)}"
        yield (
            f"- [{_plain(arena.name)}]({link}/leaderboard?order=likely): {arena.task}; add `&theme=` and "
            f"`&language=` from [its axes]({link}/axes)."
        )
    yield from ("", "## Data", "")
    yield from (f"- [{title}]({origin}{path}): {what}" for path, title, what in _READS)
    yield from ("", "## Tools", "", f"- MCP: run `arena mcp --url {origin}`, with `arena-service[mcp]`.")
    yield from ("", "## Documentation", "")
    if is_built:
        yield from (f"- [{name}]({origin}/docs/{page}.md): {what}" for page, name, what in _DOCUMENTS)
    else:
        yield f"- [HTTP API]({origin}/docs): Every request in words."
    yield ""


def _plain(name: str) -> str:
    """Return a name without what would end a link's text or its line."""
    return " ".join(name.translate(dict.fromkeys(map(ord, "[]()<>`\\"), " ")).split())
