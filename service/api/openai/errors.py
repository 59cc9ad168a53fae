"""Errors as OpenAI's interface tells them, for its clients: the same words and codes in another shape."""

from __future__ import annotations

import json
from typing import Any

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


def spoken_at(path: str) -> bool:
    """Return whether a path belongs to OpenAI's interface."""
    return path.startswith(PATHS)


def translated(problem: Response) -> Response:
    """Return the error that a problem is in OpenAI's shape, with the same headers."""
    said = json.loads(bytes(problem.body))
    # Its clients know no 422, and would try a failed generation again, which has been tried enough.
    status = _BAD_REQUEST if said["status"] == Invalid.status else said["status"]
    headers = {name: value for name, value in problem.headers.items() if not name.startswith("content-")}
    if status in {GenerationFailed.status, GenerationTimeout.status}:
        headers["x-should-retry"] = "false"
    return Response(json.dumps({"error": _error(said, status)}), status, headers, "application/json")


def _error(said: dict[str, Any], status: int) -> dict[str, Any]:
    kind = "server_error" if status >= _FAULT else _TYPES.get(status, "invalid_request_error")
    fields = [error["field"] for error in said.get("errors", ())]
    return {
        "message": said["detail"],
        "type": kind,
        "param": fields[0] if fields else None,
        "code": said["type"].rpartition("/")[2].replace("-", "_"),
    }
