"""The limits of this server, from its settings and from the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from service.settings import Settings
from service.web.reference.schemas import Json

_MEGABYTE = 1_000_000


class Limit(NamedTuple):
    """A limit: what is limited, the limit, and what happens beyond it."""

    name: str
    value: str
    beyond: str


def limits(settings: Settings, document: Json) -> Iterator[Limit]:
    """Yield the limits that a client can meet."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    most_votes = schemas["VotesIn"]["properties"]["votes"]["maxItems"]
    too_many = "429 with `Retry-After`"
    yield Limit("Requests with one key", _per_minute(settings.key_limit), too_many)
    yield Limit("Votes of one voter", _per_minute(settings.voter_limit), too_many)
    yield Limit("Votes from one network", _per_minute(settings.address_limit), too_many)
    yield Limit("Size of a body", f"{settings.max_body_bytes / _MEGABYTE:g} MB", "413")
    yield Limit("Votes in one request", f"{most_votes:,}", "422")
    yield Limit("Generations that wait", f"{settings.queue_generations:,}", "503 with `Retry-After`")


def _per_minute(limit: int) -> str:
    return f"{limit:,} a minute" if limit else "no limit"
