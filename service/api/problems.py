"""Errors as RFC 9457 problems: `{type, title, status, detail, errors?}`, whatever went wrong and wherever."""

from __future__ import annotations

import http
import json
import logging
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Route

from service.api.schemas import TEXT_PATTERN, URL_PATTERN
from service.errors import (
    ArenaError,
    FieldError,
    Invalid,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Unauthorized,
)

MEDIA_TYPE = "application/problem+json"
# A request can be wrong in ten thousand places; nobody reads more than these.
MAX_ERRORS = 20

_LONGEST = 500
_IN_DETAIL = 3
_SOURCES = {"body", "query", "path", "header"}
_SUBJECT = re.compile(r"^(?:Value error, |(?:Input|Value|String|List|Data|Decimal|URL) should )")
_SENTENCES = {
    "missing": "is required",
    "extra_forbidden": "is not known here; check its spelling or leave it out",
    "string_unicode": "must not contain lone surrogates",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be an array",
    "string_type": "must be a text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number of at most 64 bits",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
}

_PATTERNS = {
    TEXT_PATTERN: "must not contain the character NUL",
    URL_PATTERN: "must be an http or https address",
}

logger = logging.getLogger("arena")


def install(app: FastAPI) -> None:
    """Answer every error of the application with a problem."""
    for kind in (ArenaError, RequestValidationError, HTTPException, ClientDisconnect, Exception):
        app.add_exception_handler(kind, answer)


def of_error(error: ArenaError, more: Mapping[str, str] | None = None) -> Response:
    """The problem that an error of ours is, with more headers if any are given."""
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
    """A problem as an answer."""
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


def invalid(errors: Iterable[Mapping[str, Any]]) -> ArenaError:
    """What Pydantic found, as an error of ours: Malformed where it could not read JSON, otherwise Invalid.

    Says where and what, never what stood there: that may be long, secret or beyond JSON.
    """
    found = list(errors)
    for error in found:
        if error["type"] == "json_invalid":
            reason = error["msg"].removeprefix("Invalid JSON: ")
            return Malformed(f"the body is not JSON: {reason[:_LONGEST]}")
    fields = [FieldError(_path(error["loc"]), _sentence(error)) for error in found]
    first = "; ".join(f"{field.field} {field.detail}" for field in fields[:_IN_DETAIL])
    more = f"; and {len(fields) - _IN_DETAIL} more" if len(fields) > _IN_DETAIL else ""
    return Invalid(first + more, fields)


def _path(location: Sequence[str | int]) -> str:
    parts = location[1:] if location and location[0] in _SOURCES else location
    return ".".join(str(part)[:100] for part in parts) or "body"


def _sentence(error: Mapping[str, Any]) -> str:
    kind = error["type"]
    if kind == "literal_error":
        return f"must be {error['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(error["ctx"]["pattern"], "has characters that cannot stand here")
    return _SENTENCES.get(kind) or _SUBJECT.sub(_must, error["msg"])[:_LONGEST]


def _must(start: re.Match[str]) -> str:
    return "must " if start[0].endswith("should ") else ""


async def answer(request: Request, error: Exception) -> Response:
    """The problem that any error is."""
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
    """What the framework refuses: unknown addresses and methods."""
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
    """The methods of an address. The framework knows only those of the first of its routes."""
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    here = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in here for method in route.methods or ()}
    return methods | ({"HEAD"} if "GET" in methods else set())


def _fault(request: Request, error: Exception) -> Response:
    """A fault of ours: the caller gets a number, the log gets the same number and everything else."""
    number = secrets.token_hex(6)
    logger.error("%s %s failed (%s)", request.method, request.url.path, number, exc_info=error)
    return of_error(ArenaError(f"the service failed to answer this request; its log says why under {number}"))
