"""Verifying: every rating of a backup is computed again from its votes."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest

from service.arena.archive import dropping
from service.arena.backups.manifests import decode
from service.arena.backups.members import MANIFEST
from service.arena.backups.places import open_source, open_writer
from service.arena.backups.verifying import verify
from service.errors import Damaged
from service.settings import Settings
from tests.support.db.databases import execute
from tests.support.votes.arenas import DAY, arena_services
from tests.support.votes.backups import VOTES, back_up


@pytest.mark.slow
def test_a_bit_of_a_rating_is_missed(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    place = back_up(filled, tmp_path / "b.tar.zst").place
    steps: set[str] = set()
    found = verify(place, lambda what, _done, _total: steps.add(what))
    assert found.well
    assert [(one.arena, one.votes, one.differences) for one in found.checks] == [("t2i", VOTES, 0)]
    assert steps == {"restoring rows", "folding t2i"}

    execute(filled.database_url, "UPDATE ratings SET mu = mu + 1e-12 WHERE model_id = 1 AND axis_id = 1")
    found = verify(back_up(filled, tmp_path / "harmed.tar.zst").place)
    assert not found.well
    assert [one.differences for one in found.checks] == [1]

    # A manifest that tells another end of a log than its rows.
    told = tmp_path / "told.tar.zst"
    writer = open_writer(str(told))
    for name, data in open_source(place).members():
        writer.add(name, data.replace(b'"end": 60', b'"end": 61') if name == MANIFEST else data)
    writer.finish()
    assert decode(dict(open_source(str(told)).members())[MANIFEST]).votes == VOTES + 1
    with pytest.raises(Damaged, match="do not end where the manifest says"):
        verify(str(told))
    assert list((tmp_path / "temporary").iterdir()) == []


def test_votes_that_only_sealed_files_hold_are_folded_too(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropping, "NEWEST_VOTES", 0)

    async def drop() -> None:
        async with arena_services(filled.database_url, tmp_path) as services:
            (done,) = await dropping.drop(services, None, DAY + 99)
            assert done.votes

    asyncio.run(drop())
    found = verify(back_up(filled, tmp_path / "b.tar.zst").place)
    assert [(one.votes, one.differences) for one in found.checks] == [(VOTES, 0)]
    for file in (tmp_path / "blobs" / "log").rglob("*"):
        if file.is_file():
            file.unlink()
    lacking = back_up(filled, tmp_path / "lacking.tar.zst")
    assert len(lacking.manifest.missing["log"]) == 2
    with pytest.raises(Damaged, match="are missing"):
        verify(lacking.place)
