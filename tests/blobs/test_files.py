"""Files that are there as a whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from service.blobs.files import sync_folder, translated, write_file
from service.errors import StorageFull, Unavailable


def test_a_file_is_its_owners_alone_and_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    for data in (b"first", b"second"):
        write_file(path, data, tmp_path)
        assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o600
    sync_folder(path.parent)
    assert [one.name for one in path.parent.iterdir()] == ["file"]


def test_nothing_is_left_of_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(IsADirectoryError):
        write_file(tmp_path / "file", b"data", tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_what_the_system_says_is_told_with_the_place() -> None:
    for number, kind in ((errno.ENOSPC, StorageFull), (errno.EROFS, Unavailable)):
        with pytest.raises(kind, match="/backups"), translated("/backups"):
            raise OSError(number, "no")
    with pytest.raises(FileNotFoundError), translated("/backups"):
        raise FileNotFoundError
