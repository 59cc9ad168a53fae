"""Which format a file has: the one named, the one its content shows, or the ending of its name."""

from pathlib import Path

import polars as pl
import pytest

from service.arena.imports.readers.tables import open_table
from service.errors import Invalid
from tests.support.files.files import written

ARRAY, LINES, TABLE = '[{"a": "1", "b": "2"}]', '{"a": "1", "b": "2"}\n{"a": "1", "b": "2"}\n', "a,b\n1,2\n"


def format_of(path: Path, content: str, format_: str | None = None) -> str:
    table = open_table(written(path, content), format_)
    assert table.columns == ("a", "b")
    assert table.sample[0] == {"a": "1", "b": "2"}
    return table.format


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("v.csv", TABLE, "csv"),
        ("v.TSV", "a\tb\n1\t2\n", "tsv"),
        ("v.json", ARRAY, "json"),
        ("v.jsonl", LINES, "ndjson"),
        ("v.ndjson", '{"a": "1", "b": "2"}', "ndjson"),
    ],
)
def test_the_name_tells(tmp_path: Path, name: str, content: str, format_: str) -> None:
    assert format_of(tmp_path / name, content) == format_


@pytest.mark.parametrize("name", ["votes.txt", "votes", "votes.data"])
@pytest.mark.parametrize(
    ("content", "format_"),
    [(ARRAY, "json"), (LINES, "ndjson"), (TABLE, "csv"), ("a\tb\n1\t2\n", "csv"), ("a;b\n1;2\n", "csv")],
)
def test_the_content_tells_where_the_name_does_not(
    tmp_path: Path, name: str, content: str, format_: str
) -> None:
    assert format_of(tmp_path / name, content) == format_


def test_many_objects_in_a_json_file_are_one_object_a_line(tmp_path: Path) -> None:
    assert format_of(tmp_path / "v.json", LINES) == "ndjson"
    assert format_of(tmp_path / "v.ndjson", ARRAY) == "json"
    assert format_of(tmp_path / "w.json", '{"a": "1", "b": "2"}\n') == "json"


def test_bytes_tell_parquet_whatever_the_name(tmp_path: Path) -> None:
    pl.DataFrame({"a": ["1"], "b": ["2"]}).write_parquet(tmp_path / "votes.csv")
    assert open_table(tmp_path / "votes.csv").format == "parquet"
    assert open_table(tmp_path / "votes.csv", "csv").sample == [{"a": "1", "b": "2"}]


def test_a_named_format_goes_before_the_name(tmp_path: Path) -> None:
    assert format_of(tmp_path / "votes.csv", LINES, "ndjson") == "ndjson"
    assert format_of(tmp_path / "votes.json", TABLE, "csv") == "csv"


def test_lmarena_is_json_unless_the_name_or_the_content_tells_otherwise(tmp_path: Path) -> None:
    assert format_of(tmp_path / "battles", ARRAY, "lmarena") == "json"
    assert format_of(tmp_path / "battles.csv", TABLE, "lmarena") == "csv"
    assert format_of(tmp_path / "battles2", TABLE, "lmarena") == "csv"


@pytest.mark.parametrize("content", ["x", "", "one column\nonly\n"])
def test_a_file_that_tells_nothing(tmp_path: Path, content: str) -> None:
    with pytest.raises(Invalid, match="name it with --format"):
        open_table(written(tmp_path / "votes.txt", content))
