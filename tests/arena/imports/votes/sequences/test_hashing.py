"""Numbers for rows: what changes them, and that they never change by themselves."""

from pathlib import Path

import polars as pl

from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import read_votes
from service.arena.imports.votes.sequences.hashing import as_bytes, digest, hashes_of, packed, unpacked
from tests.support.files.files import written
from tests.support.files.imports import SECRET

HEADER = "model_left,model_right,outcome,themes,language,prompt,voter"
ROW = ("a", "b", "left", "people;Food", "en", "a cat", "anna")
STORED = [337026836, 3462633238]


def hashes(tmp_path: Path, *rows: tuple[str, ...]) -> list[int]:
    text = "\n".join([HEADER, *map(",".join, rows)]) + "\n"
    file = read_votes(written(tmp_path / "votes.csv", text), Columns.of(), SECRET)
    return hashes_of(file, file.rows).to_list()


def test_everything_that_a_row_says_changes_its_number(tmp_path: Path) -> None:
    others = ("c", "c", "tie", "people", "de", "a dog", "ben")
    changed = [(*ROW[:i], other, *ROW[i + 1 :]) for i, other in enumerate(others)]
    left_out = [(*ROW[:i], "", *ROW[i + 1 :]) for i in range(3, len(ROW))]
    mirrored = (ROW[1], ROW[0], *ROW[2:])
    rows = [ROW, *changed, *left_out, mirrored]
    assert len(set(hashes(tmp_path, *rows))) == len(rows)


def test_spelling_and_the_other_rows_do_not(tmp_path: Path) -> None:
    spelled = (" A ", "b", "LEFT", "FOOD;people", "English", "a cat", "anna")
    [alone] = hashes(tmp_path, ROW)
    assert hashes(tmp_path, ("x", "y", "tie", "", "", "", ""), spelled)[1] == alone


def test_the_numbers_are_those_that_older_versions_stored(tmp_path: Path) -> None:
    assert hashes(tmp_path, ROW, ("a", "b", "tie", "", "", "", "")) == STORED


def test_numbers_come_back_from_their_bytes() -> None:
    numbers = pl.Series([0, 1, 2**32 - 1], dtype=pl.UInt32)
    assert unpacked(packed(numbers)).to_list() == numbers.to_list()
    assert as_bytes(numbers) == bytes(4) + b"\x01\0\0\0" + b"\xff" * 4
    assert len(digest(numbers)) == 32
    assert digest(numbers) != digest(numbers.reverse())


def test_no_rows_have_no_numbers(tmp_path: Path) -> None:
    assert hashes(tmp_path) == []
