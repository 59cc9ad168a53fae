"""Answers to questions over leaderboards: one table, whatever arenas and axes it is about."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.computing import joint_of, prepare
from service.arena.queries import metrics
from service.arena.queries.composites import composite_rows, shares_of
from service.arena.queries.metrics import Cell, Metric
from service.arena.queries.questions import MOST_FITS, MOST_ROWS, Question, refused
from service.arena.queries.reading import ArenaSource, read_arena
from service.arena.queries.rows import QueryRow, rows_of
from service.arena.queries.selecting import ArenaAxes, find_arenas, find_axes, resolved, weighted_axes
from service.arena.services import Services
from service.db.engine import ReadSession
from service.domain.axes import Axis
from service.domain.questions.filters import ModelFilter
from service.rating.pooling.joint import JointFit


class AnswerBoard(NamedTuple):
    """A leaderboard that an answer rests on.

    ``weight`` is its share of the composite, None without weights. An axis without votes has none.
    """

    arena: str
    axis: Axis
    weight: float | None
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: its columns and rows, and the arenas and leaderboards that it rests on.

    ``total`` is how many rows there are without the limit.
    """

    columns: tuple[Metric, ...]
    rows: list[dict[str, Cell]]
    total: int
    sources: tuple[ArenaSource, ...]
    boards: tuple[AnswerBoard, ...]


async def ask(services: Services, question: Question) -> Answer:
    """Return the answer to a question. Raise Invalid for what it names that does not exist or apply."""
    columns = metrics.chosen(question.metrics, weighed=bool(question.weights))
    fits = any(column.fits for column in columns)
    if question.at is not None:
        await _prepare(services, question.arenas, question.at)
    sources, models = await services.database.read(_read, services, question, fits=fits)
    joints = await _joints(services, sources) if question.weights else {}
    # Fits and thousands of rows take milliseconds, and votes should not have to wait for them.
    return await asyncio.to_thread(_build, question, columns, sources, models, joints)


async def _prepare(services: Services, arenas: Sequence[str], at: PointInTime) -> None:
    """Have the refits ready that belong to a point in time. Raise Invalid for a position of many arenas."""
    found = await services.database.read(find_arenas, arenas)
    if at.position is not None and len(found) > 1:
        raise refused("at", "is a position, and each arena has its own; name a date, or one arena")
    for arena in found:
        await prepare(services, arena.slug, at)


def _read(
    session: ReadSession, services: Services, question: Question, *, fits: bool
) -> tuple[list[ArenaSource], ModelFilter]:
    asked = chosen_axes(session, question)
    axes = sum(len(one.chosen) for one in asked)
    if fits and axes > MOST_FITS:
        raise refused("metrics", f"on {axes:,} axes: those that need a fit take at most {MOST_FITS}")
    sources = [
        read_arena(session, one, question.at, services.boards.refits, services.boards.prompt_sets, fits=fits)
        for one in asked
    ]
    rows = sum(len(group) for source in sources for group in source.rows.values())
    if rows > MOST_ROWS:
        detail = f"make a table of {rows:,} ratings; the most is {MOST_ROWS:,}. Ask about fewer at a time"
        raise refused("axes", detail)
    known = [model.slug for source in sources for model in source.models.values()]
    return sources, resolved(session, question.models, known)


def chosen_axes(session: ReadSession, question: Question) -> list[ArenaAxes]:
    """Return the axes that a question is about, by arena. Raise Invalid."""
    found = find_arenas(session, question.arenas)
    if question.weights:
        return weighted_axes(session, found, question.weights)
    return find_axes(session, found, question.axes)


async def _joints(services: Services, sources: Sequence[ArenaSource]) -> dict[int, JointFit]:
    joints = {}
    for source in sources:
        joint = await joint_of(services, source.arena, source.refit.position) if source.refit else None
        if joint is not None:
            joints[source.arena.id] = joint
    return joints


def _build(
    question: Question,
    columns: Sequence[Metric],
    sources: Sequence[ArenaSource],
    models: ModelFilter,
    joints: Mapping[int, JointFit],
) -> Answer:
    rows: list[QueryRow] = []
    for source in sources:
        meant = {model.id for model in models.chosen([*source.models.values()])}
        every = composite_rows(source, joints.get(source.arena.id)) if question.weights else rows_of(source)
        rows += [row for row in every if row.model.id in meant]
    rows = metrics.ordered(rows, question.order, columns)
    leaderboards = [one for source in sources for one in _boards(question, source, joints)]
    cells = metrics.cells(rows[: question.limit], columns)
    return Answer(tuple(columns), cells, len(rows), tuple(sources), tuple(leaderboards))


def _boards(question: Question, source: ArenaSource, joints: Mapping[int, JointFit]) -> Iterator[AnswerBoard]:
    joint = joints.get(source.arena.id)
    weights = shares_of(source, joint) if joint else {}
    for axis_id, axis in source.axes.items():
        weight = weights.get(axis, 0.0) if question.weights else None
        yield AnswerBoard(source.arena.slug, axis, weight, source.fingerprints[axis_id])
