"""Errors as RFC 9457 problems: `{type, title, status, detail, request_id, errors?}`, whatever went wrong."""

from __future__ import annotations

import http
import json
import logging
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Route

from service.api.openai.errors import answer_at
from service.errors import (
    ArenaError,
    FieldError,
    Malformed,
    MethodNotAllowed,
    NotFound,
    RangeNotSatisfiable,
    Unauthorized,
    UnsupportedCoding,
)
from service.http.validation import invalid
from service.logs import request_ids

MEDIA_TYPE = "application/problem+json"
# A request can have ten thousand errors; nobody reads more than these.
MAX_ERRORS = 20

_LONGEST = 500

logger = logging.getLogger("arena")


def install(app: FastAPI) -> None:
    """Make the application answer every error with a problem."""
    for kind in (ArenaError, RequestValidationError, HTTPException, ClientDisconnect, Exception):
        app.add_exception_handler(kind, answer)


def of_error(error: ArenaError, more: Mapping[str, str] | None = None) -> Response:
    """Return an error of the service as a problem, with additional headers if needed."""
    headers = dict(more or {})
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = 'Bearer realm="arena"'
    if isinstance(error, UnsupportedCoding):
        headers["Accept-Encoding"] = "gzip, zstd"
    if isinstance(error, RangeNotSatisfiable):
        headers["Content-Range"] = f"bytes */{error.size}"
    return problem(
        error.status,
        error.code,
        error.title,
        error.detail,
        errors=error.errors,
        headers=headers,
        members=error.members,
    )


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """Return a problem as a response, with these further members."""
    content: dict[str, object] = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": request_ids.current(),
        **members,
    }
    if errors:
        content["errors"] = [{"field": e.field, "detail": e.detail} for e in errors[:MAX_ERRORS]]
    # ASCII only: a lone surrogate in a text is escaped, and cannot fail.
    return Response(json.dumps(content), status, headers, MEDIA_TYPE)


async def answer(request: Request, error: Exception) -> Response:
    """Return any error as a problem, or in OpenAI's format below /v1."""
    return answer_at(request.url.path, _answer(request, error))


def _answer(request: Request, error: Exception) -> Response:
    if isinstance(error, ArenaError):
        return of_error(error)
    if isinstance(error, RequestValidationError):
        return of_error(invalid(error.errors()))
    if isinstance(error, HTTPException):
        return _refusal(request, error)
    if isinstance(error, ClientDisconnect):
        return of_error(Malformed("the body ended too early"))  # nobody is left to read this
    return fault(request.method, request.url.path, error)


def _refusal(request: Request, error: HTTPException) -> Response:
    """Return the problem for a request that the framework refuses: unknown paths and methods."""
    if error.status_code == NotFound.status:
        path = request.url.path[:_LONGEST]
        return of_error(NotFound(f"nothing is at {path}; see /docs for the whole API"))
    if error.status_code == MethodNotAllowed.status:
        allow = ", ".join(sorted(_allowed(request)))
        detail = f"{request.method[:20]} is not allowed here; use {allow}"
        return of_error(MethodNotAllowed(detail), {"Allow": allow})
    phrase = http.HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "-")
    return problem(error.status_code, code, phrase, error.detail, headers=error.headers)


def _allowed(request: Request) -> set[str]:
    """Return the methods of a path. The framework knows only those of the first route that matches."""
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    matching = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in matching for method in route.methods or ()}
    return methods | ({"HEAD"} if "GET" in methods else set())


def fault(method: str, path: str, error: Exception) -> Response:
    """Return an internal error. The log has the details under the id of the request."""
    logger.error("%s %s failed", method, path[:_LONGEST], exc_info=error)
    return of_error(
        ArenaError(
            "the service failed to answer this request; its log has the reason under the id "
            f"{request_ids.current()}"
        )
    )
