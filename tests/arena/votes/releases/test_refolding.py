"""Refolding: a log in several files gives what it gives in one, to the bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from service.arena.votes.releases import reading, writing
from service.arena.votes.releases.making import make
from service.arena.votes.releases.places import FolderPlace
from service.arena.votes.releases.verifying import verify
from tests.support.votes.arenas import arena_services
from tests.support.votes.releases import VOTES, forge_link, logged, manifest_of

pytestmark = pytest.mark.anyio


@pytest.mark.slow
async def test_several_files_give_the_boards_of_one(
    sqlite_url: str, tmp_path: Path, released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_VOTES", 100)
    steps: list[tuple[str, int, int]] = []
    async with arena_services(sqlite_url, tmp_path) as services:
        await logged(services)
        await make(services, "t2i", FolderPlace(str(tmp_path / "parts")), lambda *step: steps.append(step))
    manifest = manifest_of(tmp_path / "parts")
    votes = [name for name in manifest.files if name.startswith("data/votes/")]
    assert votes == [writing.votes_file(number) for number in (1, 2, 3)]
    for table in ("boards", "unranked", "axes", "decided", "head_to_head"):
        ones, other = (
            pl.read_parquet(folder / f"data/{table}.parquet") for folder in (released, tmp_path / "parts")
        )
        # The numbers of voters are keyed, so the fits add them up in another order.
        exact = [name for name in ones.columns if ones.schema[name] != pl.Float64 or name in {"score", "mu"}]
        assert ones.select(exact).equals(other.select(exact)), table
    assert {step[0] for step in steps} == {"reading the votes", "folding the votes", "building the boards"}
    assert ("folding the votes", VOTES, VOTES) in steps
    verified = verify(tmp_path / "parts")
    assert (verified.problem, verified.links) == (None, 3)
    _break_every_link(tmp_path / "parts")


def _break_every_link(folder: Path) -> None:
    whole = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for number in (2, 3):
        changes: list[dict[str, object]] = [{"previous": "0" * 64}, {"first_position": 1}, {"models": {}}]
        for values in changes:
            forge_link(folder, number, **values)
            assert f"chain/{number:05}.json: " in (verify(folder).problem or "")
            for path, data in whole.items():
                path.write_bytes(data)
    files = dict(manifest_of(folder).files)
    del files[writing.chain_file(3)]
    (folder / "release.json").write_bytes(replace(manifest_of(folder), files=files).encode())
    assert "chain/00003.json is not a file of the release" in (verify(folder).problem or "")
