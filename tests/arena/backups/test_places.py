"""Places of backups: a file, a folder, a bucket; and of several, of which the newest are kept."""

from __future__ import annotations

import fcntl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.arena.backups.archives import ArchiveSource, ArchiveWriter
from service.arena.backups.folders import FolderWriter, ShelfSource, ShelfWriter
from service.arena.backups.members import MANIFEST
from service.arena.backups.places import dated, open_source, open_writer, prune
from service.blobs.shelves import open_shelf
from service.errors import Invalid
from tests.arena.backups.test_manifests import FILES, MADE

MOMENT = datetime(2026, 11, 26, 2, 30, tzinfo=UTC)


def write(place: str) -> None:
    writer = open_writer(place)
    for name, data in {**FILES, MANIFEST: MADE.encode()}.items():
        writer.add(name, data)
    writer.finish()


def test_the_name_says_what_it_is(tmp_path: Path, s3_environment: str) -> None:
    remote = f"s3://{s3_environment}/{tmp_path.name}/places"
    kinds = {
        str(tmp_path / "b.tar.zst"): (ArchiveWriter, ArchiveSource),
        str(tmp_path / "folder"): (FolderWriter, ShelfSource),
        remote: (ShelfWriter, ShelfSource),
    }
    for place, (kind, source) in kinds.items():
        writer = open_writer(place)
        assert type(writer) is kind
        writer.abandon()
        write(place)
        assert type(open_source(place)) is source
    for place in ("", "ftp://host/x"):
        with pytest.raises(Invalid):
            open_writer(place)


def test_the_newest_are_kept_in_a_folder(tmp_path: Path) -> None:
    places = [dated(str(tmp_path), MOMENT.replace(hour=hour)) for hour in range(4)]
    assert Path(places[2]).name == "arena-20261126T023000Z.tar.zst"
    for place in places:
        write(place)
    others = ["notes.txt", "arena-20251126T023000Z.tar.zst.old", ".arena-x.tar.zst.part"]
    killed, running = ".arena-20261125T023000Z.tar.zst.part", ".arena-20261126T033000Z.tar.zst.part"
    for name in (*others, killed, running):
        (tmp_path / name).write_bytes(b"")
    with (tmp_path / running).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert prune(str(tmp_path), 2) == [Path(place).name for place in places[:2]]
        left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([*others, running, *(Path(place).name for place in places[2:])])


def test_the_newest_are_kept_in_a_bucket(tmp_path: Path, s3_environment: str) -> None:
    bucket = f"s3://{s3_environment}/{tmp_path.name}/dated"
    places = [dated(bucket, MOMENT.replace(hour=hour)) for hour in range(4)]
    for place in places:
        write(place)
    shelf = open_shelf(bucket)
    names = [place.rpartition("/")[2] for place in places]
    shelf.remove(f"{names[1]}/{MANIFEST}")  # as one that was killed
    shelf.write("notes", b"")
    assert prune(bucket, 2) == names[:1]
    assert {name.partition("/")[0] for name in shelf.names()} == {*names[2:], "notes"}
    assert prune(bucket, 2) == []
