"""The error for a file that lacks columns."""

from service.arena.imports.missing_columns import MissingColumns


def test_it_says_what_is_missing_and_what_there_is() -> None:
    error = MissingColumns(["'model'", "'path' or 'url'"], {"b", "a"}, ["model"])
    assert error.fields == ("model",)
    assert error.detail == (
        "the file has no column 'model', and no column 'path' or 'url'; it has 'a', 'b'; nothing was imported"
    )
    assert "and 10 more" in MissingColumns(["x"], {str(number) for number in range(50)}).detail
    assert "it has no columns at all" in MissingColumns(["x"], ()).detail
