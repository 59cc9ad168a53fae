"""Errors as pages: what a person sees in a browser where a program would get JSON.

An address with a slash at its end or with capitals leads to the page that it means. Where nothing is, the
page suggests what has a name like it.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.routing import Match

from service.arena.models.near_names import NearName, named_pages, near_names
from service.errors import ArenaError, NotFound
from service.http.deps import services_of
from service.web.filters import sentence
from service.web.rendering import Head, render
from service.web.translation import gettext, is_translated, locale_of, spoken
from service.web.voters.errors import TITLES, of_page

Handler = Callable[[Request, Exception], Awaitable[Response]]

_PROGRAMS = ("/api/", "/v1/")
# What has addresses that are not words, or that says itself what is not there.
_EXACT = (*_PROGRAMS, "/blind/", "/docs/", "/images/", "/logos/", "/shared/", "/static/")
_FILES = "/data/"
_PAGES = (
    NearName("/arenas", "Arenas"),
    NearName("/compare", "Compare"),
    NearName("/docs/", "Documentation"),
    NearName("/integrity", "Integrity"),
    NearName("/me", "My votes"),
    NearName("/methodology", "Methodology"),
    NearName("/models", "Models"),
    NearName("/organizations", "Organizations"),
    NearName("/playground", "Playground"),
)
_MOVED = 308
# Where voters are: the pages that are translated.
_VOTERS = re.compile(r"/(arenas/[^/]+/vote|me|shared|language)(/|$)")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error as its page shows it: the problem in words for people, and pages that they may have meant."""

    head: Head
    status: int
    title: str
    detail: str
    request_id: str
    near: Sequence[NearName] = ()


def install(app: FastAPI, answer: Handler) -> None:
    """Answer errors with a page if a browser asks for one, and as before otherwise."""

    async def choose(request: Request, error: Exception) -> Response:
        problem = await answer(request, error)
        is_missing = problem.status_code == NotFound.status
        if is_missing and (meant := _meant(request)):
            return RedirectResponse(meant, _MOVED)
        if not _for_people(request):
            return problem
        with suppress(ArenaError):  # an error has a page without the database, too
            await services_of(request).catalog.site_logo.refresh()
        return _page(request, problem, await _near(request) if is_missing else ())

    for kind in list(app.exception_handlers):
        if app.exception_handlers[kind] is answer:
            app.add_exception_handler(kind, choose)


def _for_people(request: Request) -> bool:
    wants = "text/html" in request.headers.get("accept", "")
    return wants and not f"{request.url.path}/".startswith(_PROGRAMS)


def _meant(request: Request) -> str | None:
    """Return the request's address in lowercase and without slashes at its end, if a page is there."""
    path = request.url.path
    plain = "/" + path.strip("/").lower()
    if plain == path or request.method not in {"GET", "HEAD"} or _is_exact(path):
        return None
    scope = {**request.scope, "path": plain}
    if not any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
        return None
    query = request.url.query
    return quote(plain) + (f"?{query}" if query else "")


def _is_exact(path: str) -> bool:
    return f"{path}/".lower().startswith(_EXACT) or _FILES in path


async def _near(request: Request) -> Sequence[NearName]:
    services, path = services_of(request), request.url.path
    if not services.settings.public_reads:
        return ()
    try:
        named = await services.database.read(named_pages)
    except ArenaError:  # the page for what is missing needs no database
        named = ()
    return await asyncio.to_thread(near_names, path, (*_PAGES, *named))


def _page(request: Request, problem: Response, near: Sequence[NearName]) -> Response:
    """Return a problem as a page with the same status and headers, for voters in their language."""
    if _VOTERS.match(request.url.path):
        with spoken(locale_of(request)):
            return _rendered(request, problem, near)
    return _rendered(request, problem, near)


def _rendered(request: Request, problem: Response, near: Sequence[NearName]) -> Response:
    content = json.loads(bytes(problem.body))
    title, detail = content["title"], sentence(content["detail"])
    if is_translated():
        code = content["type"].rpartition("/")[2]
        title = gettext(TITLES.get(code, title))
        detail = of_page(code, int(problem.headers.get("retry-after", "1")))
    head = Head(title=title, description=detail, path=request.url.path)
    page = ErrorPage(head, content["status"], title, detail, content["request_id"], near)
    response = render(request, "error.html", page, content["status"])
    for name in ("retry-after", "allow", "location"):
        if name in problem.headers:
            response.headers[name] = problem.headers[name]
    return response
