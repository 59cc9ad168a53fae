"""When a request is sent again: after a broken connection, and when the service asks for it."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any

import httpx

from arena_client.calls import Call, T
from arena_client.errors import refusal

_AGAIN = {429, 502, 503, 504}
_NOT_AGAIN = {"generation-failed", "generation-timeout", "storage-full"}


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is sent, and how long the pauses between are: doubled each time, a bit random."""

    tries: int = 5
    first_pause: float = 0.25
    longest_pause: float = 30.0

    def pause(self, sent: int, retry_after: float | None = None) -> float | None:
        """Return the seconds until a request is sent again, None if it was sent often enough."""
        if sent >= self.tries:
            return None
        own = self.first_pause * 2.0 ** (sent - 1) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        return min(max(own, retry_after or 0.0), self.longest_pause)


def outcome_of(call: Call[T], response: httpx.Response) -> T:
    """Return what a response means; raise Refused."""
    if not response.is_success:
        raise refusal(response.status_code, response.content)
    return call.parse(json.loads(response.content) if response.content else None)


def wanted_pause(retries: Retries, sent: int, response: httpx.Response) -> float | None:
    """Return the seconds until a request is sent again after a response, None if it is not."""
    if response.status_code not in _AGAIN:
        return None
    code = refusal(response.status_code, response.content).code
    return None if code in _NOT_AGAIN else retries.pause(sent, _seconds(response))


def _seconds(response: httpx.Response) -> float | None:
    text: Any = response.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else None
