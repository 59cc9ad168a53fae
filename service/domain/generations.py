"""Generations: jobs that request an image from a provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from service.domain import clock
from service.domain.catalog import MICROS
from service.domain.images import MAX_PIXELS
from service.errors import FieldError, Invalid

ATTEMPTS = 5
"""How often workers start a job before it fails."""
DEADLINE_SECONDS = 120.0
"""How long one attempt at a provider may take."""
MAX_SEED = 2**31 - 1

SHORTEST_SIDE = 64
LONGEST_SIDE = 8_192

_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
_LONGEST_PAUSE = 60.0


class GenerationState(StrEnum):
    """The state of a generation."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


# A job whose worker is lost stays running. It does not return to the queue: the next worker continues it.
MOVES: Mapping[GenerationState, frozenset[GenerationState]] = MappingProxyType(
    {
        GenerationState.QUEUED: frozenset(
            {GenerationState.RUNNING, GenerationState.FAILED, GenerationState.CANCELLED}
        ),
        GenerationState.RUNNING: frozenset(
            {
                GenerationState.RUNNING,
                GenerationState.COMPLETED,
                GenerationState.FAILED,
                GenerationState.CANCELLED,
            }
        ),
        GenerationState.COMPLETED: frozenset(),
        GenerationState.FAILED: frozenset(),
        GenerationState.CANCELLED: frozenset(),
    }
)
"""The states that may follow each state."""

TERMINAL = frozenset(state for state, after in MOVES.items() if not after)
"""The final states."""


def before(state: GenerationState) -> list[GenerationState]:
    """Return the states that may come before a state."""
    return [origin for origin, after in MOVES.items() if state in after]


@dataclass(frozen=True, slots=True)
class Media:
    """A generated image: the SHA-256 of its bytes, its format (such as ``png``) and its size in pixels."""

    sha256: bytes
    format: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a generation failed: a stable code for programs, and a message for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation. ``key`` is the id of the API key that requested it.

    ``cost_micros`` is in millionths of the currency's unit. ``latency_ms`` is the time from the request to
    the provider until the image arrived.
    """

    id: str
    number: int
    key: int | None
    model: str
    status: GenerationState
    created_at: int
    media: Media | None
    error: Failure | None
    cost_micros: int | None
    currency: str | None
    latency_ms: int | None
    provider: str | None
    seed: int | None

    @property
    def cost(self) -> float | None:
        """Return the cost in units of the currency, or None if nothing is known to have been charged."""
        return None if self.cost_micros is None else self.cost_micros / MICROS


@dataclass(frozen=True, slots=True)
class Route:
    """An offer that can generate an image: provider, endpoint, the provider's name for the model, price."""

    offer_id: int
    provider: str
    endpoint: str | None
    upstream: str
    key_variable: str | None
    amount_micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class GenerationAttempt:
    """A generation that a worker has started.

    ``attempts`` counts the starts and tells this worker's lease from earlier ones. ``routes`` are tried in
    order. ``unanswered`` is the id of an earlier worker's request that got no answer; the request to the
    first route then uses this id again. A ``free`` one is paid by nobody, whatever the route's price.
    """

    number: int
    id: str
    model: str
    prompt: str
    width: int | None
    height: int | None
    seed: int | None
    source: bytes | None
    attempts: int
    unanswered: str | None
    started: bool
    routes: tuple[Route, ...]
    arena: str | None
    prompt_id: int | None
    free: bool

    def attempt_id(self, route: Route) -> str:
        """Return the id of the request to a route's provider: the unanswered one, or else a new one."""
        if self.unanswered is not None and route is self.routes[0]:
            return self.unanswered
        return f"{self.id}-{self.attempts}-{route.offer_id}"


def parse_size(size: str | None) -> tuple[int | None, int | None]:
    """Return the width and height of a size such as ``1024x768``, or None for no size or ``auto``.

    Raise Invalid for anything else, and for sizes that no provider supports.
    """
    if size is None or size == "auto":
        return None, None
    parts = _SIZE.fullmatch(size)
    width, height = (int(part) for part in parts.groups()) if parts else (0, 0)
    if min(width, height) < SHORTEST_SIDE or max(width, height) > LONGEST_SIDE:
        raise _refused(
            "size", f"must look like '1024x1024', with sides from {SHORTEST_SIDE} to {LONGEST_SIDE} pixels"
        )
    if width * height > MAX_PIXELS:
        raise _refused("size", f"must have at most {MAX_PIXELS} pixels")
    return width, height


def pause(attempts: int, asked: float | None, chance: float) -> int:
    """Return how long a job waits after its providers failed, in microseconds: twice as long each time.

    It waits at least for the seconds that the provider ``asked`` for, up to a minute. ``chance``, a random
    number from 0 to 1, spreads out jobs that failed together.
    """
    own = min(_LONGEST_PAUSE, 0.5 * 2.0**attempts) * (1 + chance) / 2
    requested = min(_LONGEST_PAUSE, asked) + chance if asked else 0.0
    return round(max(own, requested) * clock.SECOND)


def _refused(field: str, detail: str) -> Invalid:
    return Invalid(f"{field} {detail}", [FieldError(field, detail)])
