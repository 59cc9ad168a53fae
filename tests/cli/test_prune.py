"""``arena prune``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.blobs.local import LocalBlobs
from service.cli.prune import _size
from tests.support.images.pictures import picture
from tests.support.processes.commands import Commands


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_it_says_first_what_it_would_do(arena: Commands, tmp_path: Path) -> None:
    blobs = tmp_path / "data" / "blobs"
    (tmp_path / "images" / "A cat").mkdir(parents=True)
    (tmp_path / "images" / "A cat" / "m0.png").write_bytes(picture())
    arena.good("import", "images", tmp_path / "images", "--arena", "t2i")
    named = files(blobs)
    LocalBlobs(blobs).put("originals", bytes(1_234_567))
    for path in blobs.rglob("*"):
        os.utime(path, (1, 1))
    said = arena.good("prune")
    assert [line.split()[-4:] for line in said.text.splitlines() if "originals" in line] == [
        ["originals", "1", "1.23", "MB"]
    ]
    assert said.errors == "nothing was changed; arena prune --yes does this\n"
    report = arena.good("prune", "--json").json
    assert report["files"][0] == {"namespace": "originals", "files": 1, "bytes": 1_234_567}
    assert (report["done"], report["generations"]) == (False, 0)
    assert report["matchups"] == {"removed": 0, "erased": 0}
    assert arena.good("prune", "--yes", "--json").json == {**report, "done": True}
    assert files(blobs) == named
    assert arena.good("prune", "--json").json["files"][0]["files"] == 0


def test_the_month_that_limits_count_stays(arena: Commands) -> None:
    assert arena("prune", "--older-than", "31").code == 2


@pytest.mark.parametrize(("size", "text"), [(0, "0 bytes"), (999, "999 bytes"), (1_500, "1.5 kB")])
def test_sizes(size: float, text: str) -> None:
    assert _size(size) == text
