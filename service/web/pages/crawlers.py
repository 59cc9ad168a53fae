"""What search engines ask for: where they may go, and what there is."""

from __future__ import annotations

from xml.sax.saxutils import escape

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response

from service.arena.models.site_map import site_map
from service.http.deps import Services, no_query, origin_of, reader

router = APIRouter(include_in_schema=False, dependencies=[Depends(no_query)])

# What is one visitor's own, costs work without an end, or is for people who know where it is.
_CLOSED = ("/admin", "/me", "/arenas/*/vote", "/blind/", "/embed/", "/compare?", "/api/", "/v1/")
# The addresses in it follow the request, so that nobody's answer may be kept for another.
_OWN = {"Cache-Control": "private, no-cache"}


@router.get("/robots.txt")
async def robots(request: Request, services: Services) -> PlainTextResponse:
    """Where search engines may go: everywhere that is the same for all, or nowhere without public reads."""
    if not services.settings.public_reads:
        return PlainTextResponse("User-agent: *\nDisallow: /\n", headers=_OWN)
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    text = f"User-agent: *\n{closed}\nSitemap: {origin_of(request)}/sitemap.xml\n"
    return PlainTextResponse(text, headers=_OWN)


@router.get("/sitemap.xml", dependencies=[Depends(reader)])
async def sitemap(request: Request, services: Services) -> Response:
    """Return every page that is about something of its own."""
    base = escape(origin_of(request))
    paths = await services.database.read(site_map)
    urls = "".join(f"<url><loc>{base}{escape(path)}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return Response(f"{head}{urls}</urlset>\n", headers=_OWN, media_type="application/xml")
