"""Generations in the database: jobs that workers take up, each of its moves checked against the one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, insert, or_, select, update

from service.db.bulk import Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.tables.access import api_keys
from service.db.tables.catalog import arenas, models
from service.db.tables.generations import generations
from service.domain.generations import GenerationState, before

_OPEN = generations.c.finished_at.is_(None)
# Of jobs in hand by number and count of attempts: those that are still in these hands.
_HELD = Lookup(
    "SELECT g.id FROM k JOIN generations g ON g.id = k.id AND g.attempts = k.attempts"
    " WHERE g.state = 'running'",
    id="bigint",
    attempts="bigint",
)
_ENDED = Lookup(
    "SELECT g.id FROM k JOIN generations g ON g.id = k.id WHERE g.finished_at IS NOT NULL", id="bigint"
)
_SELECT = select(
    *generations.c,
    models.c.slug.label("model"),
    arenas.c.slug.label("arena"),
).select_from(generations.join(models).outerjoin(arenas, arenas.c.id == generations.c.arena_id))


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert a generation; its number."""
    return int(session.execute(insert(generations).values(values).returning(generations.c.id)).scalar_one())


def get(session: ReadSession, name: str) -> Any | None:
    """Return a generation by its public id, with the slugs of its model and arena, or None."""
    return session.execute(_SELECT.where(generations.c.name == name)).one_or_none()


def of_numbers(session: ReadSession, numbers: Iterable[int]) -> Sequence[Any]:
    """Generations by their numbers, oldest first."""
    statement = _SELECT.where(generations.c.id.in_(list(numbers)))
    return session.execute(statement.order_by(generations.c.id)).fetchall()


def page(session: ReadSession, key_id: int, before_id: int | None, size: int) -> Sequence[Any]:
    """Return the generations of a key whose numbers come before one, newest first."""
    statement = _SELECT.where(generations.c.key_id == key_id)
    if before_id is not None:
        statement = statement.where(generations.c.id < before_id)
    return session.execute(statement.order_by(generations.c.id.desc()).limit(size)).fetchall()


def is_due(session: ReadSession, now: int) -> bool:
    """Return whether there is a job that a worker may take up."""
    statement = select(generations.c.id).where(_OPEN, generations.c.due_at <= now).limit(1)
    return session.execute(statement).first() is not None


def due(session: WriteSession, now: int, limit: int) -> Sequence[Any]:
    """Jobs that a worker may take up, longest due first, locked against other workers.

    What another worker is about to take is passed over, not waited for.
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
    """Bring a generation into another state and set columns; whether it was in one that this may follow.

    With ``attempts`` only for the worker that took it up as the one of this count.
    """
    where = [generations.c.id == number, generations.c.state.in_(before(to))]
    if attempts is not None:
        where.append(generations.c.attempts == attempts)
    statement = update(generations).where(*where).values(state=to, **values)
    return session.execute(statement).rowcount > 0


def held(session: WriteSession, jobs: Mapping[int, int], due_at: int) -> set[int]:
    """Put off when others may take up these jobs (number: count of attempts); those that are still held."""
    found = {int(row.id) for row in _HELD(session, jobs.items())}
    statement = update(generations).where(generations.c.id.in_(found)).values(due_at=due_at)
    session.execute(statement)
    return found


def ended(session: ReadSession, numbers: Iterable[int]) -> set[int]:
    """Return those of some generations that have come to their end."""
    return {int(row.id) for row in _ENDED(session, ((number,) for number in numbers))}


def waiting(session: ReadSession, limit: int) -> int:
    """Return how many generations have not come to their end, counted up to a limit."""
    some = select(generations.c.id).where(_OPEN).limit(limit).subquery()
    return int(session.execute(select(func.count()).select_from(some)).scalar_one())


def limits_of(session: ReadSession, key_id: int) -> Any:
    """Return what a key may have painted: generations a day, and millionths of a dollar a month."""
    limits = (api_keys.c.daily_generations, api_keys.c.monthly_micros)
    return session.execute(select(*limits).where(api_keys.c.id == key_id)).one()


def lock_key(session: WriteSession, key_id: int) -> None:
    """Hold a key until the end of the transaction: others who ask by it wait here."""
    session.execute(select(api_keys.c.id).where(api_keys.c.id == key_id).with_for_update())


def asked_since(session: ReadSession, key_id: int, moment: int) -> int:
    """How many generations a key has asked for since a moment, but for those canceled before they began."""
    return int(session.execute(_used(key_id, moment, func.count())).scalar_one())


def spent_since(session: ReadSession, key_id: int, moment: int) -> int:
    """Return what a key has spent since a moment, in millionths, with what is set aside for jobs under way.

    A job that was canceled while it ran counts as if it had been charged: perhaps it was.
    """
    amount = case(
        (generations.c.state == GenerationState.FAILED, 0),
        else_=func.coalesce(generations.c.cost_micros, generations.c.reserved_micros),
    )
    return int(session.execute(_used(key_id, moment, func.coalesce(func.sum(amount), 0))).scalar_one())


def _used(key_id: int, moment: int, what: Any) -> Any:
    began = or_(generations.c.state != GenerationState.CANCELLED, generations.c.started_at.is_not(None))
    mine = and_(generations.c.key_id == key_id, generations.c.created_at >= moment)
    return select(what).select_from(generations).where(mine, began)


class LatencyRow(NamedTuple):
    """How long a provider's images took, in milliseconds: half of so many, and 95 % of them."""

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
    # The smallest value that at least so many percent do not exceed.
    percentile = {
        percent: func.min(case((ranked.c.rank * 100 >= ranked.c.count * percent, ranked.c.latency_ms)))
        for percent in (50, 95)
    }
    statement = select(ranked.c.provider, percentile[50], percentile[95], func.max(ranked.c.count))
    rows = session.execute(statement.group_by(ranked.c.provider).order_by(ranked.c.provider))
    return [LatencyRow(*row) for row in rows]


def made_by(session: ReadSession, key_id: int) -> set[int]:
    """Return the models (by number) that a key created, and those whose images it has had painted."""
    created = select(models.c.id).where(models.c.created_by == key_id)
    mine = (generations.c.key_id == key_id, generations.c.state == GenerationState.COMPLETED)
    painted = select(generations.c.model_id).where(*mine)
    return {int(row.id) for row in session.execute(created.union(painted))}


def for_arena(session: ReadSession, arena_id: int) -> dict[tuple[int, int], int]:
    """Return the generations under way for an arena: their numbers by prompt and model (by their ids)."""
    columns = (generations.c.prompt_id, generations.c.model_id, generations.c.id)
    statement = select(*columns).where(_OPEN, generations.c.arena_id == arena_id)
    return {(row.prompt_id, row.model_id): row.id for row in session.execute(statement)}
