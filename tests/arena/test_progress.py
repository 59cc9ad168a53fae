"""How far long work is: told in ascending order, to the end."""

from pathlib import Path

import pytest

from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import import_votes, read_votes
from service.arena.progress import silent
from service.arena.recording.recount import check
from tests.support.files.files import written
from tests.support.files.imports import SECRET, opened, the_arena

pytestmark = pytest.mark.anyio


async def test_an_import_and_a_check_tell_how_far_they_are(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.arena.imports.votes.importing.SLICE", 7)
    monkeypatch.setattr("service.arena.recording.folding.CHUNK", 9)
    told: list[tuple[str, int, int]] = []
    path = written(tmp_path / "v.csv", "model_a,model_b,winner\n" + "a,b,tie\n" * 30)

    def tell(what: str, done: int, total: int) -> None:
        told.append((what, done, total))

    async with opened(sqlite_url) as database:
        file = read_votes(path, Columns.of(), SECRET, progress=tell)
        await database.write(import_votes, file, "t2i", progress=tell)
        await database.read(check, await the_arena(database), tell)
    stages = list(dict.fromkeys(what for what, _, _ in told))
    assert stages == ["reading", "storing votes", "rating votes", "folding t2i"]
    for stage in stages:
        steps = [(done, total) for what, done, total in told if what == stage]
        assert steps == sorted(set(steps))
        assert steps[-1][0] == steps[-1][1]


def test_nobody_need_be_told() -> None:
    silent("reading", 1, 2)
