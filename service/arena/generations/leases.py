"""The leases under which workers hold generations: acquired, renewed, released, ended.

Each function is one short transaction. None has an effect once another worker holds the generation, so a
worker that was stuck for longer than its lease finds out here that it is too late.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.arena.catalog.upstreams import routes_of
from service.arena.images import images
from service.arena.images.images import Stored
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import generations
from service.db.queries.generations import GenerationRow
from service.domain import clock
from service.domain.generations import ATTEMPTS, Failure, GenerationAttempt, GenerationState, Route
from service.errors import Conflict

ABANDONED = Failure(
    "abandoned", "several workers stopped in the middle of this generation, so it was given up"
)


def acquire(
    session: WriteSession, limit: int, lease_seconds: float
) -> tuple[list[GenerationAttempt], list[int]]:
    """Acquire generations that are due, at most ``limit``, for as long as the lease lasts.

    Return the attempts, and the numbers of generations that were acquired too often and are ended instead.
    """
    now = clock.now()
    rows = generations.due(session, now, limit)
    abandoned = [row.id for row in rows if row.attempts >= ATTEMPTS]
    for number in abandoned:
        generations.move(session, number, GenerationState.FAILED, _failed_columns(ABANDONED))
    routes = routes_of(session, {row.model_id for row in rows})
    attempts = [_attempt(row, routes.get(row.model_id, ())) for row in rows if row.attempts < ATTEMPTS]
    for attempt in attempts:
        generations.move(
            session, attempt.number, GenerationState.RUNNING, _running_columns(attempt, now, lease_seconds)
        )
    return attempts, abandoned


def _running_columns(attempt: GenerationAttempt, now: int, lease_seconds: float) -> dict[str, object]:
    return {
        "attempts": attempt.attempts,
        "due_at": now + round(lease_seconds * clock.SECOND),
        **(_request_columns(attempt, attempt.routes[0]) if attempt.routes else {}),
        **({} if attempt.started else {"started_at": now}),
    }


def _attempt(row: GenerationRow, routes: tuple[Route, ...]) -> GenerationAttempt:
    """Return the attempt; a provider that was asked before and did not respond comes first."""
    unanswered = [route for route in routes if row.attempt and route.offer_id == row.offer_id]
    return GenerationAttempt(
        number=row.id,
        id=row.name,
        model=row.model,
        prompt=row.prompt,
        width=row.width,
        height=row.height,
        seed=row.seed,
        source=row.source,
        attempts=row.attempts + 1,
        unanswered=row.attempt if unanswered else None,
        started=row.started_at is not None,
        routes=(*unanswered, *(route for route in routes if route not in unanswered)),
        arena=row.arena,
        prompt_id=row.prompt_id,
        free=row.key_id is None and row.reserved_micros == 0,
    )


def choose_route(session: WriteSession, attempt: GenerationAttempt, route: Route) -> bool:
    """Note which provider is asked next; return whether this worker still holds the generation."""
    return generations.move(
        session,
        attempt.number,
        GenerationState.RUNNING,
        _request_columns(attempt, route),
        attempts=attempt.attempts,
    )


def _request_columns(attempt: GenerationAttempt, route: Route) -> dict[str, object]:
    return {"offer_id": route.offer_id, "attempt": attempt.attempt_id(route)}


def complete(
    session: WriteSession, attempt: GenerationAttempt, route: Route, stored: Stored, latency_ms: int
) -> bool:
    """End a generation with its image, and add the image to the generation's arena if it has one.

    Return whether this worker still held it. Raise as `service.arena.images.images.record` does.
    """
    if attempt.prompt_id is not None:
        touch_catalog(session)
    values = {
        **_ended_columns(),
        "provider": route.provider,
        "cost_micros": 0 if attempt.free else route.amount_micros,
        "currency": route.currency,
        "latency_ms": latency_ms,
        "output": stored.sha256,
        "output_format": stored.made.format,
        "output_width": stored.made.width,
        "output_height": stored.made.height,
    }
    held = generations.move(
        session, attempt.number, GenerationState.COMPLETED, values, attempts=attempt.attempts
    )
    if held and attempt.arena is not None and attempt.prompt_id is not None:
        _add_to_arena(session, attempt.arena, attempt.model, attempt.prompt_id, stored)
    return held


def _add_to_arena(session: WriteSession, arena: str, model: str, prompt_id: int, stored: Stored) -> None:
    try:
        images.record(session, arena, model, prompt_id, stored, origin="generated")
    except Conflict:
        return  # the model made the same image before


def fail(session: WriteSession, attempt: GenerationAttempt, failure: Failure) -> bool:
    """End a generation without an image; return whether this worker still held it."""
    return generations.move(
        session, attempt.number, GenerationState.FAILED, _failed_columns(failure), attempts=attempt.attempts
    )


def release(
    session: WriteSession,
    attempt: GenerationAttempt,
    microseconds: int,
    *,
    unanswered: bool = False,
    counted: bool = True,
) -> bool:
    """Let a generation be acquired again after some time; return whether this worker still held it.

    With ``unanswered`` the provider that was asked last is asked again under the same attempt id: it may have
    made the image and charged for it. An attempt that is not ``counted`` does not bring the generation closer
    to being given up.
    """
    values: dict[str, object] = {"due_at": clock.now() + microseconds}
    if not counted:
        values |= {"attempts": attempt.attempts - 1}
    if not unanswered:
        values |= {"attempt": None, "offer_id": None}
    return generations.move(
        session, attempt.number, GenerationState.RUNNING, values, attempts=attempt.attempts
    )


def renew(session: WriteSession, attempts: Mapping[int, int], lease_seconds: float) -> set[int]:
    """Renew leases (counts of attempts by number); return the numbers of the generations still held."""
    return generations.extend_leases(session, attempts, clock.now() + round(lease_seconds * clock.SECOND))


def _failed_columns(failure: Failure) -> dict[str, object]:
    return {**_ended_columns(), "error_code": failure.code, "error_message": failure.message}


def _ended_columns() -> dict[str, object]:
    return {"finished_at": clock.now(), "attempt": None, "offer_id": None}
