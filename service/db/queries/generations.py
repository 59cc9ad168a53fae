"""Generations in the database: jobs for workers. Every change of state is checked against one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, insert, or_, select, update

from service.db.bulk import Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.access import api_keys
from service.db.tables.catalog import arenas, models
from service.db.tables.generations import generations, used_models
from service.domain.generations import GenerationState, before


class GenerationRow(NamedTuple):
    """A generation as stored, with the slugs of its model and arena."""

    id: int
    name: str
    model_id: int
    key_id: int | None
    arena_id: int | None
    prompt_id: int | None
    state: str
    prompt: str
    source: bytes | None
    width: int | None
    height: int | None
    seed: int | None
    attempts: int
    attempt: str | None
    offer_id: int | None
    due_at: int
    provider: str | None
    reserved_micros: int
    cost_micros: int | None
    currency: str
    latency_ms: int | None
    output: bytes | None
    output_format: str | None
    output_width: int | None
    output_height: int | None
    error_code: str | None
    error_message: str | None
    created_at: int
    started_at: int | None
    finished_at: int | None
    model: str
    arena: str | None


class _Number(NamedTuple):
    id: int


_OPEN = generations.c.finished_at.is_(None)
# A worker knows a job by its number and its count of attempts: another worker's start raises the count.
_LEASED = Lookup(
    _Number._make,
    "SELECT g.id FROM k JOIN generations g ON g.id = k.id AND g.attempts = k.attempts"
    " WHERE g.state = 'running'",
    id="bigint",
    attempts="bigint",
)
_FINISHED = Lookup(
    _Number._make,
    "SELECT g.id FROM k JOIN generations g ON g.id = k.id WHERE g.finished_at IS NOT NULL",
    id="bigint",
)
_SELECT = select(
    *columns(generations, GenerationRow, "model", "arena"), models.c.slug, arenas.c.slug
).select_from(generations.join(models).outerjoin(arenas, arenas.c.id == generations.c.arena_id))


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert a generation and return its number."""
    return int(session.execute(insert(generations).values(values).returning(generations.c.id)).scalar_one())


def get(session: ReadSession, name: str) -> GenerationRow | None:
    """Return the generation with this public id, or None."""
    return fetch_one(session, GenerationRow, _SELECT.where(generations.c.name == name))


def of_numbers(session: ReadSession, numbers: Iterable[int]) -> list[GenerationRow]:
    """Return generations by their numbers, oldest first."""
    statement = _SELECT.where(generations.c.id.in_(list(numbers)))
    return fetch(session, GenerationRow, statement.order_by(generations.c.id))


def page(session: ReadSession, key_id: int, before_id: int | None, size: int) -> list[GenerationRow]:
    """Return a page of a key's generations, newest first: those with numbers below ``before_id``."""
    statement = _SELECT.where(generations.c.key_id == key_id)
    if before_id is not None:
        statement = statement.where(generations.c.id < before_id)
    return fetch(session, GenerationRow, statement.order_by(generations.c.id.desc()).limit(size))


def is_due(session: ReadSession, now: int) -> bool:
    """Return whether a job is due for a worker to start."""
    statement = select(generations.c.id).where(_OPEN, generations.c.due_at <= now).limit(1)
    return session.execute(statement).first() is not None


def due(session: WriteSession, now: int, limit: int) -> list[GenerationRow]:
    """Return the jobs that are due, longest waiting first, and lock them against other workers.

    Jobs that another worker has locked are skipped.
    """
    locked = (
        select(generations.c.id)
        .where(_OPEN, generations.c.due_at <= now)
        .order_by(generations.c.due_at, generations.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    order = [row.id for row in session.execute(locked)]
    return sorted(of_numbers(session, order), key=lambda row: order.index(row.id))


def move(
    session: WriteSession,
    number: int,
    to: GenerationState,
    values: Mapping[str, object],
    *,
    attempts: int | None = None,
) -> bool:
    """Move a generation to another state, set columns, and return whether its old state allowed that.

    With ``attempts``, move it only if no other worker has started it since.
    """
    where = [generations.c.id == number, generations.c.state.in_(before(to))]
    if attempts is not None:
        where.append(generations.c.attempts == attempts)
    statement = update(generations).where(*where).values(state=to, **values)
    return session.execute(statement).rowcount > 0


def extend_leases(session: WriteSession, jobs: Mapping[int, int], due_at: int) -> set[int]:
    """Extend a worker's leases on jobs (number: count of attempts) and return the jobs it still has."""
    numbers = {row.id for row in _LEASED(session, jobs.items())}
    session.execute(update(generations).where(generations.c.id.in_(numbers)).values(due_at=due_at))
    return numbers


def finished(session: ReadSession, numbers: Iterable[int]) -> set[int]:
    """Return which of these generations have finished."""
    return {row.id for row in _FINISHED(session, ((number,) for number in numbers))}


def waiting(session: ReadSession, limit: int) -> int:
    """Return how many generations have not finished, counting no further than a limit."""
    some = select(generations.c.id).where(_OPEN).limit(limit).subquery()
    return int(session.execute(select(func.count()).select_from(some)).scalar_one())


class LimitsRow(NamedTuple):
    """What a key may use: generations a day, and millionths of a dollar a month."""

    daily_generations: int | None
    monthly_micros: int | None


def limits_of(session: ReadSession, key_id: int) -> LimitsRow:
    """Return the limits of a key."""
    statement = select(*columns(api_keys, LimitsRow)).where(api_keys.c.id == key_id)
    return LimitsRow._make(session.execute(statement).one())


def lock_key(session: WriteSession, key_id: int) -> None:
    """Lock a key until the end of the transaction. Other requests with the same key wait here."""
    session.execute(select(api_keys.c.id).where(api_keys.c.id == key_id).with_for_update())


def asked_since(session: ReadSession, key_id: int, moment: int) -> int:
    """Return how many generations a key has requested since a moment.

    Those canceled before they started do not count.
    """
    return int(session.execute(_used(key_id, moment, func.count())).scalar_one())


def spent_since(session: ReadSession, key_id: int, moment: int) -> int:
    """Return what a key has spent since a moment, in millionths, including reservations for open jobs.

    A job that was canceled while it ran counts in full, because the provider may have charged for it.
    """
    amount = case(
        (generations.c.state == GenerationState.FAILED, 0),
        else_=func.coalesce(generations.c.cost_micros, generations.c.reserved_micros),
    )
    return int(session.execute(_used(key_id, moment, func.coalesce(func.sum(amount), 0))).scalar_one())


def _used(key_id: int, moment: int, total: ColumnElement[int]) -> Select[int]:
    began = or_(generations.c.state != GenerationState.CANCELLED, generations.c.started_at.is_not(None))
    mine = and_(generations.c.key_id == key_id, generations.c.created_at >= moment)
    return select(total).select_from(generations).where(mine, began)


class LatencyRow(NamedTuple):
    """A provider's latency in milliseconds at the 50th and 95th percentile, over a number of images."""

    provider: str
    p50: int
    p95: int
    images: int


def latencies(session: ReadSession, model_id: int, newest: int) -> list[LatencyRow]:
    """Return the latencies of a model's newest images by provider (nearest rank)."""
    some = (
        select(generations.c.provider, generations.c.latency_ms)
        .where(generations.c.model_id == model_id, generations.c.state == GenerationState.COMPLETED)
        .order_by(generations.c.id.desc())
        .limit(newest)
        .subquery()
    )
    rank = func.row_number().over(partition_by=some.c.provider, order_by=some.c.latency_ms)
    count = func.count().over(partition_by=some.c.provider)
    ranked = select(*some.c, rank.label("rank"), count.label("count")).subquery()
    # The smallest latency that at least this percentage of images does not exceed.
    percentile = {
        percent: func.min(case((ranked.c.rank * 100 >= ranked.c.count * percent, ranked.c.latency_ms)))
        for percent in (50, 95)
    }
    statement = select(ranked.c.provider, percentile[50], percentile[95], func.max(ranked.c.count))
    rows = session.execute(statement.group_by(ranked.c.provider).order_by(ranked.c.provider))
    return [LatencyRow(*row) for row in rows]


def made_by(session: ReadSession, key_id: int) -> set[int]:
    """Return the ids of the models that a key created or has generated images with."""
    created = select(models.c.id).where(models.c.created_by == key_id)
    mine = (generations.c.key_id == key_id, generations.c.state == GenerationState.COMPLETED)
    used = select(generations.c.model_id).where(*mine)
    earlier = select(used_models.c.model_id).where(used_models.c.key_id == key_id)
    return {int(row.id) for row in session.execute(created.union(used, earlier))}


def for_arena(session: ReadSession, arena_id: int) -> dict[tuple[int, int], int]:
    """Return the numbers of an arena's open generations by prompt id and model id."""
    keys = (generations.c.prompt_id, generations.c.model_id, generations.c.id)
    statement = select(*keys).where(_OPEN, generations.c.arena_id == arena_id)
    return {(row.prompt_id, row.model_id): row.id for row in session.execute(statement)}


class FailureRow(NamedTuple):
    """Generations of a model that a provider failed to make for one reason, and when the last one failed."""

    model: str
    provider: str | None
    error_code: str
    message: str
    generations: int
    last_at: int


def failures(session: ReadSession, since: int, newest: int) -> list[FailureRow]:
    """Return what failed since a moment among the newest generations, the last first."""
    some = (
        select(
            *(generations.c[name] for name in ("model_id", "provider", "error_code", "error_message")),
            generations.c.state,
            generations.c.finished_at,
        )
        .order_by(generations.c.id.desc())
        .limit(newest)
        .subquery()
    )
    statement = (
        select(
            models.c.slug,
            some.c.provider,
            some.c.error_code,
            func.coalesce(func.max(some.c.error_message), ""),
            func.count(),
            func.max(some.c.finished_at),
        )
        .select_from(some.join(models, models.c.id == some.c.model_id))
        .where(some.c.state == GenerationState.FAILED, some.c.finished_at >= since)
        .group_by(models.c.slug, some.c.provider, some.c.error_code)
        .order_by(func.max(some.c.finished_at).desc(), models.c.slug)
    )
    return fetch(session, FailureRow, statement)
