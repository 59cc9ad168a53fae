"""Temporary copies."""

import gc
from pathlib import Path

import pytest

from service.arena.imports.readers.spools import LocalFile, pieces_of, spooled
from service.arena.imports.readers.tables import open_table
from service.errors import Malformed
from tests.support.files.files import written


def test_a_copy_goes_with_the_last_that_refers_to_it() -> None:
    file = spooled([b"a,b\n", b"1,2\n"], "v.csv", ("a note",), at_most=8)
    path = file.path
    assert (path.read_bytes(), file.name, file.notes) == (b"a,b\n1,2\n", "v.csv", ("a note",))
    del file
    gc.collect()
    assert not path.exists()


def test_a_table_keeps_its_copy_until_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    table = open_table(written(tmp_path / "v.csv", "a,b\n1,é\n".encode("utf-16")))
    assert len(list(tmp_path.glob("arena-import-*"))) == 1
    assert [batch.frame.rows() for batch in table.batches("b")] == [[("é",)]]
    del table
    gc.collect()
    assert list(tmp_path.glob("arena-import-*")) == []


def test_too_many_bytes_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Malformed, match="more than 3 bytes inside"):
        spooled([b"12", b"34"], "v.csv", (), at_most=3)
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_pieces_and_endings(tmp_path: Path) -> None:
    path = written(tmp_path / "V.CSV", "abcde")
    with path.open("rb") as file:
        assert list(pieces_of(file, 2)) == [b"ab", b"cd", b"e"]
    assert LocalFile(path, path.name).suffix == ".csv"
