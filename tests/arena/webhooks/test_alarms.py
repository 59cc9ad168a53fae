"""Alarms: flags that want a decision, models that drifted, and backups that failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from service.arena.backups import last
from service.arena.integrity import holding, scanning
from service.arena.webhooks import alarms, notices
from service.arena.webhooks.notices import Kind
from service.db.engine import WriteSession
from service.db.queries import models, prompt_categories
from service.db.queries.ratings import keyed, save_history
from service.db.tables.catalog import arenas
from service.domain import clock
from service.domain.axes import OVERALL
from tests.support.votes.arenas import DAY, arena_services, ballots, new_arena, submit
from tests.support.votes.rigged_arenas import ROBOT_VOTES, add_rigged

pytestmark = pytest.mark.anyio


async def test_a_flag_is_announced_without_names_of_voters(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await services.database.write(add_rigged)
        flags = [flag for flag in await scanning.scan(services, "t2i") if flag.kind == "constant"]
        new = await services.database.read(alarms.of_flags, 0)
        (one,) = [notice for notice in new if notice.data["kind"] == "constant"]
        assert (one.kind, one.data["votes"], one.data["held"]) == (Kind.INTEGRITY_FLAGGED, ROBOT_VOTES, True)
        assert one.data["path"] == f"/admin/integrity/flags/{flags[0].id}"
        assert flags[0].subject.partition(":")[2] not in json.dumps(one.data)
        await services.database.write(holding.release, flags[0].id)
        left = await services.database.read(alarms.of_flags, 0)
        assert one.uid not in {notice.uid for notice in left}
        assert await services.database.read(alarms.of_flags, clock.now() + clock.DAY) == []


async def test_a_flag_counts_no_votes_that_wait(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await services.database.write(add_rigged)
        await scanning.scan(services, "t2i")

        def notice(session: WriteSession, published: int) -> tuple[object, ...]:
            """Return what is said of the robot's votes, if the votes up to a position are published."""
            session.execute(update(arenas).values(publish_after=3_600, last_position=published))
            (one,) = [one for one in alarms.of_flags(session, 0) if one.data["kind"] == "constant"]
            return tuple(one.data[name] for name in ("votes", "first_position", "last_position"))

        whole = await services.database.write(notice, 1 << 30)
        assert whole[0] == ROBOT_VOTES
        first, last = int(str(whole[1])), int(str(whole[2]))
        assert await services.database.write(notice, first - 1) == (0, None, None)
        count, _, newest = await services.database.write(notice, last - 1)
        assert 0 < int(str(count)) < ROBOT_VOTES
        assert int(str(newest)) < last


async def test_drift_is_announced_once(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        assert await services.database.read(alarms.of_drift, arena.id, services.boards.refits) == []
        await submit(services, arena, ballots(800, days=3))
        assert await services.database.read(alarms.of_drift, arena.id, services.boards.refits) == []
        model = await services.database.write(_was_better, arena.id)
        (one,) = await services.database.read(alarms.of_drift, arena.id, services.boards.refits)
        assert (one.kind, one.model_id, one.data["model"]) == (Kind.MODEL_DRIFTED, model, "m0")
        assert one.data["since"] == clock.day_text(DAY - 1)
        assert one.data["day"] == clock.day_text(DAY + 2)
        await services.database.write(lambda session: notices.announce(session, [one]))
        assert await services.database.read(alarms.of_drift, arena.id, services.boards.refits) == []


def _was_better(session: WriteSession, arena_id: int) -> int:
    """Give the first model a better past on the overall axis."""
    model = models.ids_of(session, ["m0"])["m0"]
    axis = prompt_categories.find_axis(session, arena_id, OVERALL)
    save_history(session, keyed(arena_id, [(axis, model, 45.0, 1.0, 60, 0, 0, 0, DAY - 1)]))
    return model


def test_backups_that_failed_or_are_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert alarms.of_backups(tmp_path) == []
    last.remember_failure(tmp_path, "s3://b/a", "the disk is full")
    (one,) = alarms.of_backups(tmp_path)
    assert (one.kind, one.data["place"], one.data["reason"]) == (
        Kind.BACKUP_FAILED,
        "s3://b/a",
        "the disk is full",
    )
    assert alarms.of_backups(tmp_path)[0].uid == one.uid
    (tmp_path / last.FAILURE_FILE).unlink()
    (tmp_path / last.FILE).write_text(json.dumps({"at": clock.now()}))
    assert alarms.of_backups(tmp_path) == []
    later = clock.now() + 9 * clock.DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    assert alarms.of_backups(tmp_path)[0].data["reason"] == "the last backup is more than 8 days old"
