"""Errors as pages: what a person sees in a browser where a program would get JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request, Response

from service.web.filters import sentence
from service.web.rendering import Head, render
from service.web.translation import gettext, is_translated, locale_of, spoken
from service.web.voters.errors import TITLES, of_page

Handler = Callable[[Request, Exception], Awaitable[Response]]

_PROGRAMS = ("/api/", "/v1/")
# Where voters are: the pages that are translated.
_VOTERS = re.compile(r"/(arenas/[^/]+/vote|me|shared|language)(/|$)")
# The end of a detail that tells programs which request to send instead.
_API_HINT = re.compile(r"; [^;]*/v1/[^;]*$")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error as its page shows it: the problem in words for people."""

    head: Head
    status: int
    title: str
    detail: str
    request_id: str


def install(app: FastAPI, answer: Handler) -> None:
    """Answer errors with a page if a browser asks for one, and as before otherwise."""

    async def choose(request: Request, error: Exception) -> Response:
        problem = await answer(request, error)
        return _page(request, problem) if _for_people(request) else problem

    for kind in list(app.exception_handlers):
        if app.exception_handlers[kind] is answer:
            app.add_exception_handler(kind, choose)


def _for_people(request: Request) -> bool:
    wants = "text/html" in request.headers.get("accept", "")
    return wants and not f"{request.url.path}/".startswith(_PROGRAMS)


def _page(request: Request, problem: Response) -> Response:
    """Return a problem as a page with the same status and headers, for voters in their language."""
    if _VOTERS.match(request.url.path):
        with spoken(locale_of(request)):
            return _rendered(request, problem)
    return _rendered(request, problem)


def _rendered(request: Request, problem: Response) -> Response:
    content = json.loads(bytes(problem.body))
    title, detail = content["title"], sentence(_API_HINT.sub("", content["detail"]))
    if is_translated():
        code = content["type"].rpartition("/")[2]
        title = gettext(TITLES.get(code, title))
        detail = of_page(code, int(problem.headers.get("retry-after", "1")))
    head = Head(title=title, description=detail, path=request.url.path)
    page = ErrorPage(head, content["status"], title, detail, content["request_id"])
    response = render(request, "error.html", page, content["status"])
    for name in ("retry-after", "allow", "location"):
        if name in problem.headers:
            response.headers[name] = problem.headers[name]
    return response
