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
