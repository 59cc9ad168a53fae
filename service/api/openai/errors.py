"""Errors in OpenAI's format, for its clients: the same texts and codes in another shape."""

from __future__ import annotations

import json
from typing import NotRequired, TypedDict

from fastapi import Response

from service.errors import Forbidden, GenerationFailed, GenerationTimeout, Invalid, TooMany, Unauthorized

PATHS = ("/v1/images/", "/v1/models")

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


def spoken_at(path: str) -> bool:
    """Return whether a path belongs to OpenAI's API."""
    return path.startswith(PATHS)


def translated(problem: Response) -> Response:
    """Return a problem in OpenAI's format, with the same headers."""
    content: _Problem = json.loads(bytes(problem.body))
    # OpenAI's clients do not know 422, and would repeat a failed generation, which was already retried.
    status = _BAD_REQUEST if content["status"] == Invalid.status else content["status"]
    headers = {name: value for name, value in problem.headers.items() if not name.startswith("content-")}
    if status in {GenerationFailed.status, GenerationTimeout.status}:
        headers["x-should-retry"] = "false"
    return Response(json.dumps({"error": _error(content, status)}), status, headers, "application/json")


def _error(content: _Problem, status: int) -> dict[str, str | None]:
    kind = "server_error" if status >= _FAULT else _TYPES.get(status, "invalid_request_error")
    fields = [error["field"] for error in content.get("errors", ())]
    return {
        "message": content["detail"],
        "type": kind,
        "param": fields[0] if fields else None,
        "code": content["type"].rpartition("/")[2].replace("-", "_"),
    }
