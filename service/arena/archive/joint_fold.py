"""One log folded by several workers: a chain of steps for each group of axes, and their results together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from service.arena.archive import tables
from service.arena.archive.groups import PAIRS, grouped
from service.arena.archive.plans import Plan, with_file
from service.arena.archive.steps import Step, StepResult
from service.arena.archive.workers import Workers
from service.arena.progress import Progress, silent
from service.arena.recording.backlog import ClosedDay
from service.arena.recording.prior_fold import ClosedRows, PriorFold
from service.domain.arenas import Arena
from service.rating.changes import Changes

Advance = Callable[[int], None]
"""Called with the number of votes of a part that a group has folded."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of axes after some parts of the log.

    ``days`` and ``history`` have for each part the days that it closed, and the file with their ratings:
    there may be too many for the memory.
    """

    arena: Arena
    state: bytes
    days: tuple[tuple[tuple[int, int], ...], ...] = ()
    history: tuple[Path, ...] = ()
    closed_rows: ClosedRows = field(default_factory=ClosedRows)

    def after(self, result: StepResult, file: Path) -> _Group:
        """Return the group after a step more, whose history goes into the file."""
        file.write_bytes(result.history)
        result.closed_rows.add(self.closed_rows)
        return _Group(
            result.arena,
            result.state,
            (*self.days, result.days),
            (*self.history, file),
            result.closed_rows,
        )


async def fold_log(plan: Plan, workers: Workers, folder: Path, progress: Progress = silent) -> PriorFold:
    """Return the fold of the plan's log by the workers. Its days are read from the folder.

    Raise Damaged or Unavailable if a part cannot be read, and Unavailable if workers are lost repeatedly.
    """
    axes = grouped(plan.work, workers.count)
    advance, counted = _advancing(plan, len(axes), progress), Changes()
    chains = (
        _fold_group(plan, group, workers, folder / str(i), counted, advance) for i, group in enumerate(axes)
    )
    groups = await asyncio.gather(*chains)
    closed_rows = ClosedRows()
    for group in groups:
        closed_rows.add(group.closed_rows)
    end = groups[0].arena if groups else replace(plan.arena, day=None)
    return PriorFold(
        replace(end, last_position=plan.arena.last_position),
        plan.voided,
        tables.joined(tables.unpack(group.state) for group in groups).rows(),
        counted,
        [day for days in (groups[0].days if groups else ()) for day in days],
        closed_rows,
        partial(_days, groups),
        plan.merged,
    )


def _advancing(plan: Plan, groups: int, progress: Progress) -> Advance:
    done = 0

    def advance(votes: int) -> None:
        nonlocal done
        done += votes
        progress(f"folding {plan.arena.slug}", done // groups, plan.arena.last_position)

    return advance


async def _fold_group(  # noqa: PLR0917
    plan: Plan, axes: frozenset[int], workers: Workers, folder: Path, counted: Changes, advance: Advance
) -> _Group:
    """Return a group of axes at the end of the log; each step starts from the result of the one before.

    Adds the head-to-head counts of its steps to ``counted``.
    """
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
        result = await workers.fold(step)
        counted.count(tables.unpack_pairs(result.pairs))
        counted.add_sizes(result.sizes)
        group = group.after(result, folder / f"{number}.arrow")
        advance(part.upto - after)
    return group


def _days(groups: Sequence[_Group]) -> Iterator[ClosedDay]:
    """Yield the days that the fold closed, with the ratings of all groups. Every group closes every day."""
    for number, days in enumerate(groups[0].days if groups else ()):
        parts = (tables.unpack(group.history[number].read_bytes()) for group in groups)
        rows = tables.joined(parts).partition_by("day", as_dict=True, maintain_order=True)
        for day, position in days:
            yield day, position, rows[day,].rows() if (day,) in rows else []
