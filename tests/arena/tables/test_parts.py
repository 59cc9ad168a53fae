"""Tables that are written part by part."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import polars as pl
import pytest

from service.arena.tables.parts import TableParts, table_parts
from service.errors import StorageFull, Unavailable


def part(*values: int) -> bytes:
    target = io.BytesIO()
    pl.DataFrame({"a": values}).write_parquet(target)
    return target.getvalue()


def test_parts_become_one_table_in_their_order() -> None:
    with table_parts() as table:
        for number in range(12):
            table.add(part(number, -number))
        with table.joined() as whole:
            values = pl.read_parquet(whole)["a"].to_list()
    assert values == [value for number in range(12) for value in (number, -number)]


def test_a_disk_that_takes_nothing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "away"))
    with pytest.raises(FileNotFoundError), table_parts():
        pass
    (tmp_path / "whole").symlink_to("/dev/full")
    table = TableParts(tmp_path)
    table.add(part(*range(1000)))
    with pytest.raises(OSError, match="No space left"), table.joined():
        pass
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises((StorageFull, Unavailable), match=str(tmp_path)), table_parts():
        raise OSError(28, "No space left on device")
