"""Errors as pages: what a browser shows a person where a program would get the problem as JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request, Response

from service.web.rendering import Head, render

Handler = Callable[[Request, Exception], Awaitable[Response]]

_PROGRAMS = ("/api/", "/v1/")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error as its page shows it: the problem's words, and what the reader may do next."""

    head: Head
    status: int
    title: str
    detail: str


def install(app: FastAPI, answer: Handler) -> None:
    """Answer errors with pages where a person's browser asks for one, and as before elsewhere."""

    async def choose(request: Request, error: Exception) -> Response:
        problem = await answer(request, error)
        return _page(request, problem) if _for_people(request) else problem

    for kind in list(app.exception_handlers):
        if app.exception_handlers[kind] is answer:
            app.add_exception_handler(kind, choose)


def _for_people(request: Request) -> bool:
    wants = "text/html" in request.headers.get("accept", "")
    return wants and not request.url.path.startswith(_PROGRAMS)


def _page(request: Request, problem: Response) -> Response:
    """Return the page that says the same as a problem, with the same status and headers."""
    said = json.loads(bytes(problem.body))
    head = Head(title=said["title"], description=said["detail"], path=request.url.path)
    page = ErrorPage(head, said["status"], said["title"], said["detail"])
    shown = render(request, "error.html", page, said["status"])
    for name in ("retry-after", "allow", "location"):
        if name in problem.headers:
            shown.headers[name] = problem.headers[name]
    return shown
