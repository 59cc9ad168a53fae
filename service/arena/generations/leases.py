"""What a worker writes of a job: taken up, asked of a provider, ended, or left to rest.

Each is one short transaction, and none has an effect once the job is another worker's: a worker that was away
for longer than its lease finds out here that it is too late.
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

LOST = Failure("abandoned", "the workers that took this up were lost again and again; it was given up")


def take_up(
    session: WriteSession, limit: int, lease_seconds: float
) -> tuple[list[GenerationAttempt], list[int]]:
    """Take up so many jobs that are due, for as long as the lease lasts.

    The jobs, and the numbers of those that were taken up too often before and are ended instead.
    """
    now = clock.now()
    rows = generations.due(session, now, limit)
    lost = [row.id for row in rows if row.attempts >= ATTEMPTS]
    for number in lost:
        generations.move(session, number, GenerationState.FAILED, _failed(LOST))
    routes = routes_of(session, {row.model_id for row in rows})
    jobs = [_job(row, routes.get(row.model_id, ())) for row in rows if row.attempts < ATTEMPTS]
    for job in jobs:
        generations.move(session, job.number, GenerationState.RUNNING, _taken(job, now, lease_seconds))
    return jobs, lost


def _taken(job: GenerationAttempt, now: int, lease_seconds: float) -> dict[str, object]:
    return {
        "attempts": job.attempts,
        "due_at": now + round(lease_seconds * clock.SECOND),
        **(_asked(job, job.routes[0]) if job.routes else {}),
        **({} if job.started else {"started_at": now}),
    }


def _job(row: GenerationRow, routes: tuple[Route, ...]) -> GenerationAttempt:
    """Return the job with the provider first that was asked before and gave no answer."""
    first = [route for route in routes if row.attempt and route.offer_id == row.offer_id]
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
        unanswered=row.attempt if first else None,
        started=row.started_at is not None,
        routes=(*first, *(route for route in routes if route not in first)),
        arena=row.arena,
        prompt_id=row.prompt_id,
    )


def ask(session: WriteSession, job: GenerationAttempt, route: Route) -> bool:
    """Note that the provider of a route is about to be asked; whether the job is still this worker's."""
    return generations.move(
        session, job.number, GenerationState.RUNNING, _asked(job, route), attempts=job.attempts
    )


def _asked(job: GenerationAttempt, route: Route) -> dict[str, object]:
    return {"offer_id": route.offer_id, "attempt": job.attempt(route)}


def complete(
    session: WriteSession, job: GenerationAttempt, route: Route, stored: Stored, latency_ms: int
) -> bool:
    """End a job with its image, which becomes one of its arena if it has one.

    Whether the job was still this worker's. Raises as `service.arena.images.images.record` does.
    """
    if job.prompt_id is not None:
        touch_catalog(session)
    values = {
        **_ended(),
        "provider": route.provider,
        "cost_micros": route.amount_micros,
        "currency": route.currency,
        "latency_ms": latency_ms,
        "output": stored.sha256,
        "output_format": stored.made.format,
        "output_width": stored.made.width,
        "output_height": stored.made.height,
    }
    mine = generations.move(session, job.number, GenerationState.COMPLETED, values, attempts=job.attempts)
    if mine and job.arena is not None and job.prompt_id is not None:
        _hang(session, job.arena, job.model, job.prompt_id, stored)
    return mine


def _hang(session: WriteSession, arena: str, model: str, prompt_id: int, stored: Stored) -> None:
    try:
        images.record(session, arena, model, prompt_id, stored, origin="generated")
    except Conflict:
        return  # a model that paints the same image again has it there already


def fail(session: WriteSession, job: GenerationAttempt, failure: Failure) -> bool:
    """End a job without an image; whether it was still this worker's."""
    return generations.move(
        session, job.number, GenerationState.FAILED, _failed(failure), attempts=job.attempts
    )


def rest(
    session: WriteSession, job: GenerationAttempt, microseconds: int, *, unanswered: bool = False
) -> bool:
    """Leave a job to be taken up again after some time; whether it was still this worker's.

    With ``unanswered`` the provider that was asked last is asked again under the same attempt: perhaps it
    has painted and charged already.
    """
    values: dict[str, object] = {"due_at": clock.now() + microseconds}
    if not unanswered:
        values |= {"attempt": None, "offer_id": None}
    return generations.move(session, job.number, GenerationState.RUNNING, values, attempts=job.attempts)


def renew(session: WriteSession, jobs: Mapping[int, int], lease_seconds: float) -> set[int]:
    """Lengthen the leases of jobs (number: count of attempts); the numbers of those that are still held."""
    return generations.extend_leases(session, jobs, clock.now() + round(lease_seconds * clock.SECOND))


def _failed(failure: Failure) -> dict[str, object]:
    return {**_ended(), "error_code": failure.code, "error_message": failure.message}


def _ended() -> dict[str, object]:
    return {"finished_at": clock.now(), "attempt": None, "offer_id": None}
