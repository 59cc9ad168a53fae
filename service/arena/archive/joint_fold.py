"""One log folded by several workers: a chain of steps for each group of axes, and their results together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from service.arena.archive import tables
from service.arena.archive.groups import PAIRS, grouped
from service.arena.archive.plans import Plan, with_file
from service.arena.archive.steps import Step, StepResult
from service.arena.archive.workers import Workers
from service.arena.progress import Progress, silent
from service.arena.recording.backlog import ClosedDay
from service.arena.recording.prior_fold import PriorFold
from service.db.queries.log.rankings import SizeTuple
from service.domain.arenas import Arena

Advance = Callable[[int], None]
"""Called with the number of votes of a part that a group has folded."""

# How many rows of pairs, at 56 bytes each, may wait to be added up.
_MERGE_AT = 2_000_000


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of axes after some parts of the log.

    ``days`` and ``history`` have for each part the days that it closed, and the file with their ratings:
    there may be too many for the memory.
    """

    arena: Arena
    state: bytes
    pairs: tuple[pl.DataFrame, ...] = ()
    days: tuple[tuple[tuple[int, int], ...], ...] = ()
    history: tuple[Path, ...] = ()
    sizes: tuple[SizeTuple, ...] = ()

    def after(self, result: StepResult, file: Path) -> _Group:
        """Return the group after a step more, whose history goes into the file."""
        file.write_bytes(result.history)
        return _Group(
            result.arena,
            result.state,
            _compact((*self.pairs, tables.unpack(result.pairs))),
            (*self.days, result.days),
            (*self.history, file),
            (*self.sizes, *result.sizes),
        )


def _compact(pairs: tuple[pl.DataFrame, ...]) -> tuple[pl.DataFrame, ...]:
    """Return counts of pairs, added up if there are many rows of them."""
    return (tables.added(pairs),) if sum(part.height for part in pairs) > _MERGE_AT else pairs


async def fold_log(plan: Plan, workers: Workers, folder: Path, progress: Progress = silent) -> PriorFold:
    """Return the fold of the plan's log by the workers. Its days are read from the folder.

    Raise Damaged or Unavailable if a part cannot be read, and Unavailable if workers are lost repeatedly.
    """
    axes = grouped(plan.work, workers.count)
    advance = _advancing(plan, len(axes), progress)
    chains = (_fold_group(plan, group, workers, folder / str(i), advance) for i, group in enumerate(axes))
    groups = await asyncio.gather(*chains)
    end = groups[0].arena if groups else replace(plan.arena, day=None)
    return PriorFold(
        replace(end, last_position=plan.arena.last_position),
        plan.voided,
        tables.joined(tables.unpack(group.state) for group in groups).rows(),
        tables.added(part for group in groups for part in group.pairs).rows(),
        partial(_days, groups),
        plan.merged,
        [row for group in groups for row in group.sizes],
    )


def _advancing(plan: Plan, groups: int, progress: Progress) -> Advance:
    done = 0

    def advance(votes: int) -> None:
        nonlocal done
        done += votes
        progress(f"folding {plan.arena.slug}", done // groups, plan.arena.last_position)

    return advance


async def _fold_group(
    plan: Plan, axes: frozenset[int], workers: Workers, folder: Path, advance: Advance
) -> _Group:
    """Return a group of axes at the end of the log; each step starts from the result of the one before."""
    await asyncio.to_thread(folder.mkdir)
    group = _Group(replace(plan.arena, day=None, last_position=0), tables.pack([]))
    mine = {category: tuple(a for a in own if a in axes) for category, own in plan.axes.items()}
    for number, part in enumerate(plan.parts):
        after = group.arena.last_position
        step = Step(
            arena=group.arena,
            part=await asyncio.to_thread(with_file, part, folder.parent),
            axes=mine,
            counted=plan.axes if PAIRS in axes else None,
            voided=plan.voided_in(after, part.upto),
            votes=plan.arena.last_position,
            state=group.state,
            merged=plan.merged,
        )
        group = group.after(await workers.fold(step), folder / f"{number}.arrow")
        advance(part.upto - after)
    return group


def _days(groups: Sequence[_Group]) -> Iterator[ClosedDay]:
    """Yield the days that the fold closed, with the ratings of all groups. Every group closes every day."""
    for number, days in enumerate(groups[0].days if groups else ()):
        parts = (tables.unpack(group.history[number].read_bytes()) for group in groups)
        rows = tables.joined(parts).partition_by("day", as_dict=True, maintain_order=True)
        for day, position in days:
            yield day, position, rows[day,].rows() if (day,) in rows else []
