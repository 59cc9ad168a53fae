"""Backups as separate files: in a folder, which appears as a whole, and in a bucket."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.arena.backups.folders import FolderWriter, ShelfSource, ShelfWriter
from service.arena.backups.members import MANIFEST, Writer
from service.blobs.shelves import FolderShelf
from service.errors import Conflict, Damaged, Invalid
from tests.arena.backups.test_manifests import FILES, MADE

MEMBERS = {**FILES, MANIFEST: MADE.encode()}


def write(writer: Writer) -> int:
    for name, data in MEMBERS.items():
        writer.add(name, data)
    return writer.finish()


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_folder_appears_as_a_whole(tmp_path: Path) -> None:
    place = tmp_path / "backup"
    (tmp_path / ".backup.part").mkdir()
    (tmp_path / ".backup.part" / "of-a-killed-one").write_bytes(b"")
    size = write(FolderWriter(place))
    assert size == sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    assert place.stat().st_mode & 0o777 == 0o700
    assert dict(ShelfSource(FolderShelf(place), "here").members()) == MEMBERS
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    with pytest.raises(Conflict, match="not empty"):
        FolderWriter(place)
    writer = FolderWriter(tmp_path / "other")
    writer.add(MANIFEST, b"{}")
    writer.abandon()
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]


def test_on_a_shelf_the_manifest_makes_the_backup(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    writer = ShelfWriter(shelf, "here")
    for name, data in FILES.items():
        writer.add(name, data)
    with pytest.raises(Invalid, match="no backup at here"):
        ShelfSource(shelf, "here")
    writer.abandon()
    assert names(tmp_path) == []
    write(ShelfWriter(shelf, "here"))
    with pytest.raises(Conflict, match="a backup at here already"):
        ShelfWriter(shelf, "here")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_or_changed_is_damage(tmp_path: Path, name: str) -> None:
    shelf = FolderShelf(tmp_path)
    write(ShelfWriter(shelf, "here"))
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file() and name in path.as_posix()]
    path.unlink()
    with pytest.raises(Damaged, match=re.escape(name)):
        dict(ShelfSource(shelf, "here").members())
    if name.startswith("tables/"):
        path.write_bytes(b"not compressed")
        with pytest.raises(Damaged, match=f"{name} is damaged"):
            dict(ShelfSource(shelf, "here").members())
