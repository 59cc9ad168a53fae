"""Errors as RFC 9457 problems: `{type, title, status, detail, errors?}`, whatever went wrong and wherever."""

from __future__ import annotations

import http
import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Route

from service.api.openai.errors import spoken_at, translated
from service.errors import ArenaError, FieldError, Malformed, MethodNotAllowed, NotFound, Unauthorized
from service.http.validation import invalid

MEDIA_TYPE = "application/problem+json"
# A request can be wrong in ten thousand places; nobody reads more than these.
MAX_ERRORS = 20

_LONGEST = 500

logger = logging.getLogger("arena")


def install(app: FastAPI) -> None:
    """Answer every error of the application with a problem."""
    for kind in (ArenaError, RequestValidationError, HTTPException, ClientDisconnect, Exception):
        app.add_exception_handler(kind, answer)


def of_error(error: ArenaError, more: Mapping[str, str] | None = None) -> Response:
    """Return the problem that an error of ours is, with more headers if any are given."""
    headers = dict(more or {})
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = 'Bearer realm="arena"'
    return problem(error.status, error.code, error.title, error.detail, errors=error.errors, headers=headers)


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as an answer."""
    content: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if errors:
        content["errors"] = [{"field": e.field, "detail": e.detail} for e in errors[:MAX_ERRORS]]
    # Only ASCII goes out: a lone surrogate that a text may still hold is escaped and cannot fail.
    return Response(json.dumps(content), status, headers, MEDIA_TYPE)


async def answer(request: Request, error: Exception) -> Response:
    """Return the problem that any error is, in OpenAI's words where its interface is spoken."""
    found = _answer(request, error)
    return translated(found) if spoken_at(request.url.path) else found


def _answer(request: Request, error: Exception) -> Response:
    if isinstance(error, ArenaError):
        return of_error(error)
    if isinstance(error, RequestValidationError):
        return of_error(invalid(error.errors()))
    if isinstance(error, HTTPException):
        return _refusal(request, error)
    if isinstance(error, ClientDisconnect):
        return of_error(Malformed("the body ended too early"))  # nobody is there to read it, nor to blame
    return _fault(request, error)


def _refusal(request: Request, error: HTTPException) -> Response:
    """Return what the framework refuses: unknown addresses and methods."""
    if error.status_code == NotFound.status:
        path = request.url.path[:_LONGEST]
        return of_error(NotFound(f"there is nothing at {path}; /docs lists what there is"))
    if error.status_code == MethodNotAllowed.status:
        allow = ", ".join(sorted(_allowed(request)))
        detail = f"{request.method[:20]} is not possible here, only {allow}"
        return of_error(MethodNotAllowed(detail), {"Allow": allow})
    phrase = http.HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "-")
    return problem(error.status_code, code, phrase, error.detail, headers=error.headers)


def _allowed(request: Request) -> set[str]:
    """Return the methods of an address. The framework knows only those of the first of its routes."""
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    here = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in here for method in route.methods or ()}
    return methods | ({"HEAD"} if "GET" in methods else set())


def _fault(request: Request, error: Exception) -> Response:
    """Return a fault of ours: the caller gets a number, the log gets the same number and everything else."""
    number = secrets.token_hex(6)
    logger.error("%s %s failed (%s)", request.method, request.url.path, number, exc_info=error)
    return of_error(ArenaError(f"the service failed to answer this request; its log says why under {number}"))
