"""oEmbed: what another site can show in place of a link to one of our pages."""

from __future__ import annotations

from html import escape
from typing import Annotated, Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from service.arena.catalog import arenas, models
from service.errors import NotFound
from service.http.deps import Services, origin_of, reader
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.embeds.share_cards import HEIGHT, WIDTH
from service.web.page_route import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_CARD_WIDTH = 600
_FRAME = (640, 480)
_DAY_SECONDS = 86_400


class OEmbedQuery(Strict):
    """The parameters of the protocol; JSON is the only format."""

    url: Annotated[str, Text, Field(max_length=2_000)]
    format: Literal["json"] = "json"
    maxwidth: Annotated[int, Field(ge=1, le=100_000)] = 100_000
    maxheight: Annotated[int, Field(ge=1, le=100_000)] = 100_000


@router.get("/oembed", dependencies=[Depends(reader)])
async def describe(
    request: Request, query: Annotated[OEmbedQuery, Query()], services: Services
) -> JSONResponse:
    """Return a model's card, or an arena's leaderboard in a frame; 404 for any other URL."""
    base = origin_of(request)
    path, _, parameters = query.url.removeprefix(base).partition("#")[0].partition("?")
    noun, _, slug = unquote(path).removeprefix("/").partition("/")
    if not query.url.startswith(base + "/") or noun not in {"models", "arenas"}:
        raise NotFound("this URL cannot be embedded; only pages of models and arenas can")
    if noun == "models":
        name = (await services.database.read(models.get, slug)).name
        return _answer(services.settings.name, base, name, _card(base, slug, name, query))
    name = (await services.database.read(arenas.get, slug)).name
    axis = [(key, value) for key, value in parse_qsl(parameters) if key in {"theme", "language"}]
    return _answer(services.settings.name, base, name, _frame(base, slug, name, urlencode(axis), query))


def _answer(site: str, base: str, title: str, embed: dict[str, str | int]) -> JSONResponse:
    about = {"version": "1.0", "type": "rich", "title": title}
    about |= {"provider_name": site, "provider_url": base}
    # The URLs follow the request's host, so a cache must not share the answer.
    headers = {"Cache-Control": "private, no-cache"}
    return JSONResponse({**about, "cache_age": _DAY_SECONDS, **embed}, headers=headers)


def _card(base: str, slug: str, name: str, query: OEmbedQuery) -> dict[str, str | int]:
    width = min(_CARD_WIDTH, query.maxwidth, query.maxheight * WIDTH // HEIGHT)
    height = width * HEIGHT // WIDTH
    path, alt = quote(slug), escape(name)
    html = (
        f'<a href="{base}/models/{path}"><img src="{base}/cards/{path}.svg" width="{width}" '
        f'height="{height}" alt="{alt}"></a>'
    )
    picture: dict[str, str | int] = {
        "thumbnail_url": f"{base}/cards/{path}.png",
        "thumbnail_width": WIDTH,
        "thumbnail_height": HEIGHT,
    }
    return {"html": html, "width": width, "height": height, **picture}


def _frame(base: str, slug: str, name: str, axis: str, query: OEmbedQuery) -> dict[str, str | int]:
    width, height = min(_FRAME[0], query.maxwidth), min(_FRAME[1], query.maxheight)
    address = escape(f"{base}/embed/arenas/{quote(slug)}" + (f"?{axis}" if axis else ""))
    html = (
        f'<iframe src="{address}" width="{width}" height="{height}" title="{escape(name)}" '
        f'loading="lazy"></iframe>'
    )
    return {"html": html, "width": width, "height": height}
