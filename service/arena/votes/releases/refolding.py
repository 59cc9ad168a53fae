"""The boards of a release, folded from its votes alone: by who makes it, and by who verifies it.

Nothing here needs a database. The fold is that of the recount by several workers, and the fits are those of
the service, so a release that is made has the numbers of the service, and one that is verified those of the
release.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from service.arena.archive import frames
from service.arena.archive import tables as archive_tables
from service.arena.archive.steps import Part, Step, StepResult, fold_step
from service.arena.boards import likely
from service.arena.boards.boards import BoardSource, ModelFacts, build
from service.arena.boards.point_in_time import PastAxis
from service.arena.boards.refits.computing import Plan, fitted
from service.arena.boards.refits.positions import refit_position
from service.arena.boards.refits.refit import Refit
from service.arena.progress import Progress, silent
from service.arena.votes.releases import vote_frames
from service.arena.votes.releases.tables import AxisResult, Tables, tables
from service.db.queries.log.rankings import SizeTuple
from service.db.queries.log.refits import RefitKey
from service.db.queries.ratings import PairRow, PairTuple, RatingRow, RatingTuple
from service.domain.arenas import Arena
from service.domain.axes import ALL_CATEGORIES, OVERALL, Axis, PromptCategory
from service.domain.boards import MIN_VOTES
from service.rating.changes import Changes
from service.rating.log_arrays import LogArrays


@dataclass(frozen=True, slots=True)
class ReleasedLog:
    """A log to fold: its arena at the beginning, its votes in parts, and what the votes name, by id.

    ``as_of`` is the time of the last vote.
    """

    arena: Arena
    position: int
    as_of: int
    votes: Sequence[pl.DataFrame]
    models: Mapping[int, tuple[str, ModelFacts]]
    categories: Mapping[int, PromptCategory]


@dataclass(frozen=True, slots=True)
class Refolded:
    """What the votes give: the tables of all boards, the ratings by axis and model, and the votes counted."""

    tables: Tables
    ratings: Mapping[tuple[Axis, str], tuple[float, ...]]
    counted: int


@dataclass(frozen=True, slots=True)
class _Fold:
    ratings: Sequence[RatingTuple]
    pairs: Sequence[PairTuple]
    sizes: Sequence[SizeTuple]
    days: Sequence[tuple[int, int]]


def refold(log: ReleasedLog, progress: Progress = silent) -> Refolded:
    """Fold a log and build all its boards. Raise Damaged for votes that name what the release does not."""
    models = {slug: id_ for id_, (slug, _) in log.models.items()}
    categories = {category: id_ for id_, category in log.categories.items()}
    counted = [vote_frames.counting(part, models, categories) for part in log.votes]
    axes = sorted({axis for category in log.categories.values() for axis in category.axes()}, key=_place)
    folded = _fold(log, counted, {axis: i for i, axis in enumerate(axes, 1)}, progress)
    refit = _refit(log, counted, folded.days)
    results = []
    for i, axis in enumerate(axes, 1):
        progress("building the boards", i, len(axes))
        rows = [RatingRow(*row) for row in folded.ratings if row[0] == i]
        if rows:
            results.append(_result(log, axis, rows, folded, refit))
    by_model = {(axes[row[0] - 1], log.models[row[1]][0]): row[2:] for row in folded.ratings}
    return Refolded(tables(results), by_model, sum(part.height for part in counted))


def _place(axis: Axis) -> tuple[int, Axis]:
    return 2 * bool(axis.language) + bool(axis.theme), axis


def _fold(
    log: ReleasedLog, counted: Sequence[pl.DataFrame], axes: Mapping[Axis, int], progress: Progress
) -> _Fold:
    of_category = {i: tuple(axes[axis] for axis in one.axes()) for i, one in log.categories.items()}
    arena, state, upto = log.arena, archive_tables.pack([]), 0
    done: list[StepResult] = []
    for votes, own in zip(log.votes, counted, strict=True):
        upto += votes.height
        file = frames.encode(own.drop("voter"))
        step = Step(
            arena=arena,
            part=Part(upto, "", b"", file),
            axes=of_category,
            counted=of_category,
            voided=(),
            votes=log.position,
            state=state,
            merged={},
        )
        done.append(fold_step(step))
        arena, state = done[-1].arena, done[-1].state
        progress("folding the votes", upto, log.position)
    counts = Changes()
    for result in done:
        counts.count(archive_tables.unpack_pairs(result.pairs))
        counts.add_sizes(result.sizes)
    return _Fold(
        archive_tables.unpack(state).rows(),
        counts.pair_rows(),
        counts.size_rows(),
        [day for result in done for day in result.days],
    )


def _refit(
    log: ReleasedLog, counted: Iterable[pl.DataFrame], days: Iterable[tuple[int, int]]
) -> Refit | None:
    """Return the refit that belongs to the log's position; None if there are too few votes."""
    position = refit_position(log.position, (last for _, last in days))
    if position is None:
        return None
    votes = LogArrays.joined(vote_frames.arrays(part) for part in counted).upto(position)
    return fitted(Plan(RefitKey(log.arena.id, position, 0), log.arena, dict(log.categories)), votes)


def _result(
    log: ReleasedLog, axis: Axis, rows: Sequence[RatingRow], folded: _Fold, refit: Refit | None
) -> AxisResult:
    groups = (
        {ALL_CATEGORIES} if axis == OVERALL else {i for i, c in log.categories.items() if axis in c.axes()}
    )
    pairs = _pairs(row for row in folded.pairs if row[0] in groups)
    sizes: Counter[int] = Counter()
    for category, size, total in folded.sizes:
        if category in groups:
            sizes[size] += total
    past = PastAxis(log.position, log.as_of, rows, pairs, sizes)
    ids = {row.model_id for row in rows} | likely.estimates(refit, axis).keys()
    arena = replace(log.arena, last_position=log.position)
    models = {i: log.models[i] for i in sorted(ids)}
    board = build(BoardSource(arena, axis, MIN_VOTES, past, models, refit=refit))
    return AxisResult(board, pairs, {i: slug for i, (slug, _) in log.models.items()})


def _pairs(rows: Iterable[PairTuple]) -> list[PairRow]:
    totals: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for _, a, b, *counts in rows:
        totals[a, b] = [x + y for x, y in zip(totals[a, b], counts, strict=True)]
    return [PairRow(*pair, *counts) for pair, counts in sorted(totals.items())]
