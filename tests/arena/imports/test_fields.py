"""Rows under our names."""

from pathlib import Path

import pytest

from service.arena.imports.fields import read_fields
from service.arena.imports.missing_columns import MissingColumns
from service.arena.imports.readers.tables import open_table
from tests.support.files.files import written

SOURCES = {"text": ("text", "prompt"), "language": ("language",)}


def test_the_first_column_with_a_value_counts_in_whatever_spelling(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "p.csv", "Prompt,TEXT\na,b\nc,\n,\n1,2,3\n"))
    rows, refused = read_fields(table, SOURCES, [["text"]])
    assert rows == [
        (2, {"text": "b", "language": None}),
        (3, {"text": "c", "language": None}),
        (4, {"text": None, "language": None}),
    ]
    assert refused == [(5, "the row has 3 fields and the header 2")]


def test_members_that_come_late_are_found(tmp_path: Path) -> None:
    lines = ['{"text": "a"}'] * 120 + ['{"text": "b", "language": "fr"}']
    rows, _ = read_fields(open_table(written(tmp_path / "p.ndjson", "\n".join(lines))), SOURCES, [["text"]])
    assert rows[-1] == (121, {"text": "b", "language": "fr"})


def test_one_column_of_each_group_is_needed(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "p.csv", "words,language\na,b\n"))
    with pytest.raises(MissingColumns, match="no column 'text' or 'prompt'; it has 'language', 'words'"):
        read_fields(table, SOURCES, [["text", "language"], ["text"]])
    assert read_fields(table, SOURCES, [["text", "language"]]).refused == []
