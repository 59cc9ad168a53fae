"""Uploaded files in the data folder."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from service.arena.imports.uploads import store
from service.arena.imports.uploads.store import Result, Upload
from service.domain import clock
from service.errors import NotFound, StorageFull, TooLarge


def saved(folder: Path, name: str = "votes.csv", data: bytes = b"a,b\n") -> Upload:
    """Return a stored upload."""
    return store.save(folder, io.BytesIO(data), name, 7)


def test_a_file_is_kept_as_it_came(tmp_path: Path) -> None:
    upload = saved(tmp_path, "C:\\my votes\\Stimmen\u202e.CSV.gz", b"\x00\xff")
    assert (upload.name, upload.size, upload.key_id) == ("Stimmen.CSV.gz", 2, 7)
    assert upload.data.name == "votes.csv.gz"
    assert upload.data.read_bytes() == b"\x00\xff"
    assert upload.folder.stat().st_mode & 0o077 == 0
    assert store.get(tmp_path, upload.id) == upload
    assert store.every(tmp_path) == [upload]
    assert saved(tmp_path, "").name == "a file"


def test_only_ids_of_uploads_lead_anywhere(tmp_path: Path) -> None:
    saved(tmp_path)
    (tmp_path / "secret").mkdir()
    for name in ("../secret", "..", "", "0" * 16, "ABCDEF0123456789"):
        with pytest.raises(NotFound):
            store.get(tmp_path, name)


def test_an_import_starts_once_and_its_file_goes(tmp_path: Path) -> None:
    upload = saved(tmp_path)
    assert (store.is_started(upload), store.result_of(upload)) == (False, None)
    assert [store.start(upload), store.start(upload)] == [True, False]
    store.finish(upload, Result("t2i", "done"))
    assert store.result_of(upload) == Result("t2i", "done")
    assert not upload.data.exists()
    store.delete(upload)
    assert store.every(tmp_path) == []
    store.delete(upload)


def test_what_is_old_is_deleted(tmp_path: Path) -> None:
    old, new = saved(tmp_path), saved(tmp_path)
    broken = tmp_path / store.FOLDER / ("f" * 16)
    broken.mkdir()
    before = clock.now() / clock.SECOND - 86_500
    for folder in (old.folder, broken):
        os.utime(folder, (before, before))
    store.forget_old(tmp_path)
    assert store.every(tmp_path) == [new]
    assert not broken.exists()
    store.forget_old(tmp_path / "none")


def test_there_is_room_for_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_KEPT", 2)
    saved(tmp_path)
    saved(tmp_path)
    with pytest.raises(TooLarge, match="2 uploads already"):
        saved(tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    class Source(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            with Path("/dev/full").open("wb", buffering=0) as full:
                full.write(b"x")
            return super().read(size)

    with pytest.raises(StorageFull):
        store.save(tmp_path, Source(), "votes.csv", 7)
    assert list((tmp_path / store.FOLDER).iterdir()) == []
