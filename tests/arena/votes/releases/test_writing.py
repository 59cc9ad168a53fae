"""Writing: what lies in the folder is what the manifest says, and the chain can be read by itself."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import polars as pl

from service.arena.archive.manifests import Manifest
from service.arena.votes.releases import manifests, writing
from service.domain import clock
from tests.support.votes.arenas import DAY
from tests.support.votes.releases import VOTES, manifest_of


def test_the_files_are_those_of_the_manifest(released: Path) -> None:
    manifest = manifest_of(released)
    found = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    assert found == manifest.files.keys() | {manifests.FILE}
    for name, file in manifest.files.items():
        data = (released / name).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (file.sha256, file.bytes)
        if name.endswith(".parquet"):
            assert pl.read_parquet(io.BytesIO(data)).height == file.rows


def test_the_chain_is_that_of_sealed_logs(released: Path) -> None:
    manifest = manifest_of(released)
    data = (released / writing.chain_file(1)).read_bytes()
    link = Manifest.decode(data)
    assert manifest.chain == hashlib.sha256(data).hexdigest()
    assert (link.first_position, link.last_position, link.previous) == (1, VOTES, None)
    assert (link.first_day, link.last_day) == (clock.day_text(DAY), clock.day_text(DAY + 4))
    assert link.sha256 == manifest.files[writing.votes_file(1)].sha256
    assert link.models == {str(i + 1): f"m{i}" for i in range(8)}


def test_the_days_of_a_table() -> None:
    times = pl.Series("voted_at", [3 * clock.DAY, clock.DAY, 4 * clock.DAY + 1])
    frame = pl.DataFrame([times.cast(pl.Datetime("us", "UTC"))])
    assert writing.days(frame, None) == (3, 4)
    assert writing.days(frame, 9) == (9, 9)
