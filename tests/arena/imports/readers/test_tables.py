"""Any file as a table."""

from pathlib import Path

from service.arena.imports.readers.tables import open_table
from tests.support.files import written


def test_a_table_knows_its_columns_and_first_rows_and_reads_as_often_as_asked(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "v.csv", "a,b,c\n1,,3\n4,5,6\n"))
    assert (table.format, table.columns, table.notes) == ("csv", ("a", "b", "c"), ())
    assert table.sample == [{"a": "1", "b": None, "c": "3"}, {"a": "4", "b": "5", "c": "6"}]
    for wanted in ("a", "c"):
        assert [batch.frame.columns for batch in table.batches({wanted, "unknown"})] == [[wanted]]


def test_paths_lead_into_cells_that_hold_json(tmp_path: Path) -> None:
    path = written(tmp_path / "v.csv", 'id,prompt\n1,"[""a cat"", ""a dog""]"\n2,plain\n3,\n')
    batches = list(open_table(path).batches(["id", "prompt[0]", "prompt[1]", "other[0]"]))
    rows = [row for batch in batches for _, row in batch.rows()]
    assert [(row["id"], row["prompt[0]"], row["prompt[1]"]) for row in rows] == [
        ("1", "a cat", "a dog"),
        ("2", None, None),
        ("3", None, None),
    ]
    assert "other[0]" not in batches[0].frame.columns
