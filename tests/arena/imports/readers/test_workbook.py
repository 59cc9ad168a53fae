"""Spreadsheets: what a sheet shows, as text."""

import zipfile
from pathlib import Path

import pytest

from service.arena.imports.readers import workbook as reading_workbooks
from service.arena.imports.readers.tables import open_table
from service.errors import Invalid, Malformed
from tests.support.files.files import rows_of, written
from tests.support.files.workbooks import DAY, FORMULA, MOMENT, WRONG, letters, workbook

HEAD = ["model_a", " n ", "day", "moment", "ok"]


def test_cells_become_the_text_that_people_see(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [],
        [*HEAD],
        ["x", 3, DAY, MOMENT, True],
        [],
        ["été", 1.5, WRONG, "nan", False, None],
        [20240423, FORMULA, None, None, None],
    ]
    path = workbook(tmp_path / "votes.xlsx", {"Votes": rows})
    table = open_table(path)
    assert (table.format, table.notes) == ("xlsx", ())
    assert table.columns == ("model_a", "n", "day", "moment", "ok")
    found, refused = rows_of(path, table.columns)
    assert refused == []
    assert [(line, list(row.values())) for line, row in found] == [
        (3, ["x", "3", "2024-04-23", "2024-04-23T12:00:00", "true"]),
        (5, ["été", "1.5", None, None, "false"]),
        (6, ["20240423", "2", None, None, None]),
    ]
    assert [dict(row) for _, row in found] == table.sample


def test_a_row_with_more_cells_than_the_header_is_refused_alone(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"S": [["a", "b"], ["1", "2"], ["1", "2", "3"], ["4"]]})
    rows, refused = rows_of(path, ["a"])
    assert rows == [(2, {"a": "1"}), (4, {"a": "4"})]
    assert refused == [(3, "the row has 3 fields and the header 2")]


def test_the_first_visible_sheet_or_the_one_that_is_named(tmp_path: Path) -> None:
    sheets = {"Notes": [["n"], ["0"]], "Votes": [["a"], ["1"]], "Old": [["a"], ["2"]]}
    path = workbook(tmp_path / "v.xlsx", sheets, hidden=["Notes"])
    table = open_table(path)
    assert table.sample == [{"a": "1"}]
    assert table.notes == ("the sheet 'Votes' was read, of 'Notes', 'Votes', 'Old'",)
    assert open_table(path, sheet="Old").sample == [{"a": "2"}]
    assert open_table(path, sheet="1").sample == [{"n": "0"}]
    for sheet in ("None", "0", "4", "²"):
        with pytest.raises(Invalid, match=r"no sheet .*, but 'Notes', 'Votes', 'Old'"):
            open_table(path, sheet=sheet)
    with pytest.raises(Invalid, match="only spreadsheets have sheets"):
        open_table(written(tmp_path / "v.csv", "a\n1\n"), sheet="Old")


def test_progress_ends_at_the_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_workbooks, "BATCH", 3)
    table = open_table(workbook(tmp_path / "v.xlsx", {"S": [["a"], *[[i] for i in range(10)]]}))
    heard: list[int] = []
    batches = list(table.batches(["a"], heard.append))
    assert [len(batch.lines) for batch in batches] == [3, 3, 3, 1]
    assert heard == sorted(heard)
    assert heard[-1] == table.size


def test_the_same_name_twice(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"S": [["a", "b", "b"], ["1", "2", "3"]]})
    assert rows_of(path, ["a"])[0] == [(2, {"a": "1"})]
    assert open_table(path).sample == [{"a": "1"}]
    with pytest.raises(Malformed, match="'b' twice"):
        rows_of(path, ["b"])


def test_an_empty_sheet(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="the sheet is empty"):
        open_table(workbook(tmp_path / "v.xlsx", {"S": []}))


def test_two_cells_far_apart_do_not_fill_the_memory(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"S": [["a"]]})
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"</sheetData>", far))
    with pytest.raises(Malformed, match="too large"):
        open_table(path)


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "v.xlsx", {"S": [["a"], ["x" * 100_000]]})
    monkeypatch.setattr(reading_workbooks, "most_inside", lambda _: 50_000)
    with pytest.raises(Malformed, match="too large"):
        open_table(path)


def test_names_of_columns() -> None:
    assert [letters(n) for n in (1, 26, 27, 702, 16_384)] == ["A", "Z", "AA", "ZZ", "XFD"]
    assert [reading_workbooks._number(letters(n).encode()) for n in (1, 27, 16_384)] == [1, 27, 16_384]
