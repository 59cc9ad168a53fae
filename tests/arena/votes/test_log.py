"""Tables as bytes."""

import io

import polars as pl
import pytest

from service.arena.votes import log
from service.arena.votes.log import encode

COLUMNS = ("id", "themes", "language")


@pytest.mark.parametrize("themes", [[], ["people"], ["animals", "people"]])
def test_a_cell_of_themes_may_be_empty_in_every_row(themes: list[str]) -> None:
    rows = [{"id": 1, "themes": [], "language": None}, {"id": 2, "themes": themes, "language": None}]
    assert encode(rows, "csv", COLUMNS).decode() == (
        f'id,themes,language\n1,"",\n2,{";".join(themes) or chr(34) * 2},\n'
    )
    table = pl.read_parquet(io.BytesIO(encode(rows, "parquet", COLUMNS)))
    assert table["themes"].to_list() == [[], themes]
    assert table.schema["language"] == pl.String


def test_a_table_without_rows_has_its_columns() -> None:
    assert encode([], "csv", COLUMNS) == b"id,themes,language\n"
    assert encode([], "ndjson", COLUMNS) == b""
    assert pl.read_parquet(io.BytesIO(encode([], "parquet", COLUMNS))).columns == list(COLUMNS)


def test_text_is_quoted_where_it_must_be() -> None:
    rows = [{"id": 1, "themes": ["a"], "language": 'x\ny, "'}]
    assert encode(rows, "csv", COLUMNS) == b'id,themes,language\n1,a,"x\ny, """\n'
    assert encode(rows, "ndjson", COLUMNS) == b'{"id":1,"themes":["a"],"language":"x\\ny, \\""}\n'


def test_why_a_format_leaves_a_vote_out() -> None:
    row = {"voided_at": None, "outcome": "ranked"}
    assert log.why_left_out(row, {"left", "right"}) == "ranked"
    assert log.why_left_out(row, {"ranked"}) is None
    assert log.why_left_out({**row, "voided_at": "2026-01-01T00:00:00Z"}, {"ranked"}) == "void"
