"""Backups sent through what is no plain file."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from service.arena.backups.archives import ArchiveSource, ArchiveWriter
from service.arena.backups.places import open_writer
from service.arena.backups.streams import StreamWriter
from service.errors import Damaged, StorageFull
from tests.arena.backups.test_archives import MEMBERS


def test_a_pipe_gets_what_the_file_would_have(tmp_path: Path) -> None:
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.tar.zst", tmp_path / "b.tar.zst"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for place in (pipe, link):
        reader = threading.Thread(target=lambda: file.write_bytes(pipe.read_bytes()))
        reader.start()
        writer = open_writer(str(place))
        assert type(writer) is StreamWriter
        for name, data in MEMBERS.items():
            writer.add(name, data)
        size = writer.finish()
        reader.join()
        assert size == file.stat().st_size
        assert dict(ArchiveSource(file).members()) == MEMBERS
    assert pipe.is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.zst", "link.tar.zst", "pipe"]


def test_an_abandoned_one_is_known_as_such(tmp_path: Path) -> None:
    pipe, file = tmp_path / "pipe", tmp_path / "b.tar.zst"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: file.write_bytes(pipe.read_bytes()))
    reader.start()
    writer = StreamWriter(str(pipe))
    for name, data in MEMBERS.items():
        writer.add(name, os.urandom(1_000_000) if name.startswith("blobs") else data)
    writer.abandon()
    reader.join()
    with pytest.raises(Damaged, match="ends in the middle"):
        dict(ArchiveSource(file).members())


def test_a_full_device_is_named() -> None:
    writer = StreamWriter("/dev/full")
    writer.add("manifest.json", b"{}")
    with pytest.raises(StorageFull, match="the disk is full: /dev/full"):
        writer.finish()
    writer.abandon()


def test_a_link_to_nothing_is_followed(tmp_path: Path) -> None:
    for name, made in (("l.tar.zst", "real.tar.zst"), ("l", "folder")):
        link = tmp_path / name
        link.symlink_to(made)
        writer = open_writer(str(link))
        writer.add("manifest.json", b"{}")
        writer.finish()
        assert link.is_symlink()
        assert (tmp_path / made).exists()
    plain = open_writer(str(tmp_path / "new.tar.zst"))
    assert type(plain) is ArchiveWriter
    plain.abandon()
