"""Generations: an image that a provider is asked for, as a job that is queued, run and ended once."""

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
"""How often a job is taken up before it is given up."""
DEADLINE_SECONDS = 120.0
"""How long a provider may take for one attempt."""
MAX_SEED = 2**31 - 1

SHORTEST_SIDE = 64
LONGEST_SIDE = 8_192

_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
_LONGEST_PAUSE = 60.0


class GenerationState(StrEnum):
    """What has become of a generation."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


# A worker that was lost leaves its job running; the next one takes it up from there, never back in the queue.
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
"""Which states may follow each."""

TERMINAL = frozenset(state for state, after in MOVES.items() if not after)
"""The states that nothing follows."""


def before(state: GenerationState) -> list[GenerationState]:
    """Return the states from which one may be reached."""
    return [origin for origin, after in MOVES.items() if state in after]


@dataclass(frozen=True, slots=True)
class Media:
    """An image that was generated: the SHA-256 of its bytes, its format (``png``) and size in pixels."""

    sha256: bytes
    format: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no image: a word that programs may rely on, and a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation as its owner is told; ``key`` is the number of the API key that asked for it.

    ``cost_micros`` is in millionths of the currency's unit, ``latency_ms`` the time from the worker's order
    to the provider's image.
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
        """What it cost in units of the currency, None where nothing is known to have been charged."""
        return None if self.cost_micros is None else self.cost_micros / MICROS


@dataclass(frozen=True, slots=True)
class Route:
    """An offer as a way to get an image: whom to ask, where, for which of his models, and the price."""

    offer_id: int
    provider: str
    endpoint: str | None
    upstream: str
    key_variable: str | None
    amount_micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class GenerationAttempt:
    """A generation in the hands of a worker.

    ``attempts`` counts how often it was taken up, and tells this worker's hold from those before.
    ``routes`` are tried in their order; with ``unanswered``, the first of them is asked again under the
    attempt of this id, by which an earlier worker asked and heard nothing.
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

    def attempt_id(self, route: Route) -> str:
        """Return the id of the request to the provider of a route: a new one, unless it was sent already."""
        if self.unanswered is not None and route is self.routes[0]:
            return self.unanswered
        return f"{self.id}-{self.attempts}-{route.offer_id}"


def parse_size(size: str | None) -> tuple[int | None, int | None]:
    """Width and height in pixels of a size such as ``1024x768``; nothing, or ``auto``, leaves the choice.

    Raises Invalid for anything else, and for what no provider could paint.
    """
    if size is None or size == "auto":
        return None, None
    parts = _SIZE.fullmatch(size)
    width, height = (int(part) for part in parts.groups()) if parts else (0, 0)
    if min(width, height) < SHORTEST_SIDE or max(width, height) > LONGEST_SIDE:
        raise _refused("size", f"must be such as '1024x1024', each side {SHORTEST_SIDE} to {LONGEST_SIDE}")
    if width * height > MAX_PIXELS:
        raise _refused("size", f"must have {MAX_PIXELS} pixels at the most")
    return width, height


def pause(attempts: int, asked: float | None, chance: float) -> int:
    """Return how long a job rests after its providers failed, in microseconds: twice as long each time.

    At least as long as the provider asked for, in seconds, up to a minute. ``chance``, a random number from 0
    to 1, spreads the jobs that failed together: over half of the time, over a second after what was asked.
    """
    own = min(_LONGEST_PAUSE, 0.5 * 2.0**attempts) * (1 + chance) / 2
    told = min(_LONGEST_PAUSE, asked) + chance if asked else 0.0
    return round(max(own, told) * clock.SECOND)


def _refused(field: str, detail: str) -> Invalid:
    return Invalid(f"{field} {detail}", [FieldError(field, detail)])
