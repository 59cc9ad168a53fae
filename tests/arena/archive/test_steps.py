"""A step of a worker: it folds its axes, closes every day, and says what went wrong in words."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from service.arena.archive import tables
from service.arena.archive.plans import plan
from service.arena.archive.steps import Part, Step, fold_step
from service.errors import Damaged
from tests.support.votes.archives import DAYS, OPEN, VOTES, logged
from tests.support.votes.arenas import DAY

pytestmark = pytest.mark.anyio


async def a_step(url: str, folder: Path) -> Step:
    """Return a step over a whole log on all axes."""
    async with logged(url, folder) as (services, arena):
        planned = await services.database.read(plan, arena.id, {}, services.settings.blobs_url, folder)
    start = replace(planned.arena, day=None, last_position=0)
    return Step(start, planned.parts[0], planned.axes, planned.axes, (), VOTES, tables.pack([]), {})


async def test_every_day_is_closed_whatever_the_axes(sqlite_url: str, tmp_path: Path) -> None:
    step = await a_step(sqlite_url, tmp_path)
    days = tuple((DAY + i, OPEN * (i + 1)) for i in range(DAYS - 1))
    every = fold_step(step)
    assert every.days == days
    assert (every.arena.day, every.arena.last_position) == (DAY + DAYS - 1, VOTES)
    none = fold_step(replace(step, axes={}, counted=None))
    assert (none.days, none.arena) == (days, every.arena)
    assert tables.unpack(none.state).height == tables.unpack(none.pairs).height == 0


async def test_an_axis_alone_comes_to_what_it_comes_to_among_others(sqlite_url: str, tmp_path: Path) -> None:
    step = await a_step(sqlite_url, tmp_path)
    every = fold_step(step)
    for axis in {axis for own in step.axes.values() for axis in own}:
        own = {i: tuple({axis} & {*axes}) for i, axes in step.axes.items()}
        alone = fold_step(replace(step, axes=own))
        assert alone.pairs == every.pairs
        for name in ("state", "history"):
            among = tables.unpack(getattr(every, name)).filter(pl.col("axis_id") == axis)
            assert tables.unpack(getattr(alone, name)).rows() == among.rows()


async def test_void_votes_are_left_out(sqlite_url: str, tmp_path: Path) -> None:
    step = await a_step(sqlite_url, tmp_path)
    counted = fold_step(replace(step, voided=range(1, VOTES + 1)))
    assert tables.unpack(counted.state).height == 0
    assert (counted.days, counted.arena.day, counted.arena.last_position) == ((), None, VOTES)


async def test_a_file_that_is_missing(sqlite_url: str, tmp_path: Path) -> None:
    step = await a_step(sqlite_url, tmp_path)
    lost = replace(step, part=Part(VOTES, str(tmp_path / "elsewhere"), step.part.sha256))
    with pytest.raises(Damaged, match="missing") as caught:
        fold_step(lost)
    # It must come back from another process as it was.
    assert pickle.loads(pickle.dumps(caught.value)).detail == caught.value.detail  # noqa: S301
