"""What can go wrong: the service refused something, or could not be reached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx


class ArenaError(Exception):
    """The base of the errors of this client."""


class Unreachable(ArenaError):
    """The service did not respond, also when it was asked again."""


class Refused(ArenaError):
    """The service refused the request, and says why (RFC 9457).

    ``code`` is the last part of the problem's type, such as ``not-found``. ``problem`` is all of it.
    """

    def __init__(self, status: int, code: str, detail: str, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.problem = problem

    @property
    def request_id(self) -> str | None:
        """The id under which the service's log has the request."""
        found = self.problem.get("request_id")
        return str(found) if found is not None else None


def refusal(status: int, body: bytes) -> Refused:
    """Return the error for a response. One that is no problem, as of a proxy, has the code ``http``."""
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    if not isinstance(problem, dict) or "type" not in problem:
        phrase = httpx.codes.get_reason_phrase(status)
        return Refused(status, "http", phrase or "the response is not one of the service", {})
    code = str(problem["type"]).rpartition("/")[2]
    return Refused(status, code, str(problem.get("detail", "")), problem)
