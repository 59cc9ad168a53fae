"""Errors in OpenAI's format, for its clients: the same texts and codes in another shape.

Its clients call whatever lies below their base URL, so every path below /v1 answers in this format: unknown
paths and wrong methods too. Our own calls below /v1 answer with a problem that has OpenAI's error in it, and
so in both formats.
"""

from __future__ import annotations

import json
from typing import NotRequired, TypedDict

from fastapi import Response
from pydantic import BaseModel

from service.api.openai.schemas import GatewayProblem, OpenAiError
from service.errors import Forbidden, GenerationFailed, GenerationTimeout, Invalid, TooMany, Unauthorized
from service.http.schemas.base import Problem

ROOT = "/v1"
OWN = ("/v1/generations", "/v1/outputs/")

_BAD_REQUEST = 400
_TYPES = {
    Unauthorized.status: "authentication_error",
    Forbidden.status: "permission_error",
    TooMany.status: "rate_limit_error",
}
_FAULT = 500


class _Problem(TypedDict):
    type: str
    status: int
    detail: str
    errors: NotRequired[list[dict[str, str]]]


def shape_at(path: str) -> type[BaseModel]:
    """Return the shape of the errors at a path."""
    if not _below(path):
        return Problem
    return GatewayProblem if path.startswith(OWN) else OpenAiError


def answer_at(path: str, problem: Response) -> Response:
    """Return a problem in the format of its path, with the same headers."""
    if not _below(path):
        return problem
    return _with_error(problem) if path.startswith(OWN) else translated(problem)


def translated(problem: Response) -> Response:
    """Return a problem in OpenAI's format, with the same headers."""
    content: _Problem = json.loads(bytes(problem.body))
    # OpenAI's clients do not know 422, and would repeat a failed generation, which was already retried.
    status = _BAD_REQUEST if content["status"] == Invalid.status else content["status"]
    headers = _headers(problem)
    if status in {GenerationFailed.status, GenerationTimeout.status}:
        headers["x-should-retry"] = "false"
    return Response(json.dumps({"error": _error(content, status)}), status, headers, "application/json")


def _below(path: str) -> bool:
    return path == ROOT or path.startswith(f"{ROOT}/")


def _with_error(problem: Response) -> Response:
    content: _Problem = json.loads(bytes(problem.body))
    both = {**content, "error": _error(content, problem.status_code)}
    return Response(json.dumps(both), problem.status_code, _headers(problem), problem.media_type)


def _headers(problem: Response) -> dict[str, str]:
    return {name: value for name, value in problem.headers.items() if not name.startswith("content-")}


def _error(content: _Problem, status: int) -> dict[str, str | None]:
    kind = "server_error" if status >= _FAULT else _TYPES.get(status, "invalid_request_error")
    fields = [error["field"] for error in content.get("errors", ())]
    return {
        "message": content["detail"],
        "type": kind,
        "param": fields[0] if fields else None,
        "code": content["type"].rpartition("/")[2].replace("-", "_"),
    }
