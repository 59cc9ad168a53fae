"""What search engines ask for: which pages they may visit, and which pages exist."""

from __future__ import annotations

from xml.sax.saxutils import escape

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response

from service.arena.models.site_map import site_map
from service.http.deps import Services, origin_of, reader
from service.web.page_route import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)

# Pages of one visitor, pages in endless variations, and pages for administrators or programs.
_CLOSED = ("/admin", "/me", "/arenas/*/vote", "/blind/", "/embed/", "/compare?", "/api/", "/v1/")
# The URLs follow the request's host, so a cache must not share the answer.
_OWN = {"Cache-Control": "private, no-cache"}


@router.get("/robots.txt")
async def robots(request: Request, services: Services) -> PlainTextResponse:
    """Return which pages search engines may visit: all shared pages, or none without public reads."""
    if not services.settings.public_reads:
        return PlainTextResponse("User-agent: *\nDisallow: /\n", headers=_OWN)
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    return PlainTextResponse(f"User-agent: *\n{closed}\nSitemap: {origin_of(request)}/sitemap.xml\n", headers=_OWN)


@router.get("/sitemap.xml", dependencies=[Depends(reader)])
async def sitemap(request: Request, services: Services) -> Response:
    """Return the URLs of all pages that search engines should index."""
    base = escape(origin_of(request))
    paths = await services.database.read(site_map)
    urls = "".join(f"<url><loc>{base}{escape(path)}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return Response(f"{head}{urls}</urlset>\n", headers=_OWN, media_type="application/xml")
