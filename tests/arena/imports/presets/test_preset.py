"""Files of a tool are recognized by their columns, and by their first rows where these are not enough."""

from service.arena.imports.presets.preset import Preset
from service.arena.imports.votes.columns import Columns


def test_all_columns_must_be_there_and_the_first_rows_must_fit() -> None:
    any_rows = Preset("t", "a tool", ("a", "b"), Columns())
    assert any_rows.matches(["b", "c", "a"], [])
    assert not any_rows.matches(["a", "c"], [])
    by_rows = Preset("t", "a tool", ("a",), Columns(), confirms=lambda rows: rows[0]["a"] == "x")
    assert by_rows.matches(["a"], [{"a": "x"}])
    assert not by_rows.matches(["a"], [{"a": "y"}])
