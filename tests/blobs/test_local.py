"""Blobs in a folder: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.blobs.local import LocalBlobs
from service.blobs.protocol import path_of
from service.errors import Damaged, StorageFull, Unavailable


def test_damage_on_the_disk_is_seen(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    digest = blobs.put("copies", b"good bytes")
    path = tmp_path / path_of("copies", digest)
    path.write_bytes(b"evil bytes")
    with pytest.raises(Damaged, match=digest.hex()):
        blobs.get("copies", digest)


@pytest.mark.parametrize("harm", [b"good", b"evil bytes"])
def test_a_damaged_file_is_mended_by_putting_it_again(tmp_path: Path, harm: bytes) -> None:
    blobs = LocalBlobs(tmp_path)
    digest = blobs.put("copies", b"good bytes")
    (tmp_path / path_of("copies", digest)).write_bytes(harm)
    blobs.put("copies", b"good bytes")
    assert blobs.get("copies", digest) == b"good bytes"


def test_putting_the_same_bytes_renews_them(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    digest = blobs.put("copies", b"bytes")
    os.utime(tmp_path / path_of("copies", digest), (5, 5))
    folder = digest.hex()[:2]
    assert [one.put_at for one in blobs.list("copies", folder)] == [5_000_000]
    blobs.put("copies", b"bytes")
    ((_, _, put_at),) = blobs.list("copies", folder)
    assert put_at > 5_000_000


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    for i in range(20):
        blobs.put("originals", str(i).encode())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 20
    assert not [path for path in files if path.name.startswith(".")]


def test_a_folder_that_cannot_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="store is unavailable"):
        LocalBlobs(tmp_path / "file").put("originals", b"x")


def test_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's own device for it stands in for the disk."""
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: (os.dup(full), str(tmp_path / "temporary")))

    with pytest.raises(StorageFull):
        LocalBlobs(tmp_path).put("originals", b"x")
    os.close(full)
