"""Paths into columns."""

import polars as pl
import pytest

from service.arena.imports.readers.paths import follow, in_cells, listed, readings, resolved


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("a", [("a", ())]),
        ("a[0]", [("a[0]", ()), ("a", (0,))]),
        ("a.b[2].c", [("a.b[2].c", ()), ("a.b[2]", ("c",)), ("a.b", (2, "c")), ("a", ("b", 2, "c"))]),
        ("a.", [("a.", ())]),
        ("a[x]", [("a[x]", ())]),
        (".a", [(".a", ())]),
        ("Model (A). Which?", [("Model (A). Which?", ()), ("Model (A)", (" Which?",))]),
    ],
)
def test_a_column_of_the_whole_name_comes_first(
    text: str, ways: list[tuple[str, tuple[object, ...]]]
) -> None:
    assert [(path.column, path.steps) for path in readings(text)] == ways


def test_only_names_that_lead_into_a_column_are_resolved() -> None:
    found = resolved(["a.b", "a.b.c", "b[0]", "c"], ["a", "a.b", "b"])
    assert {name: (path.column, path.steps) for name, path in found.items()} == {
        "a.b": ("a.b", ()),
        "a.b.c": ("a.b", ("c",)),
        "b[0]": ("b", (0,)),
    }


@pytest.mark.parametrize(
    ("value", "steps", "found"),
    [
        ({"a": [1, 2]}, ("a", 1), 2),
        ('{"a": ["x"]}', ("a", 0), "x"),
        ("['x', 'y']", (1,), "y"),
        ("{'a': None}", ("a",), None),
        ("('x', 'y')", (0,), "x"),
        ('{"a": "{\\"b\\": 3}"}', ("a", "b"), 3),
        ("[1, 2", (0,), None),
        ("plain text", (0,), None),
        ("[" * 10_000, (0,), None),
        ("__import__('os')", ("a",), None),
        ([1], (1,), None),
        ([1], ("a",), None),
        (None, ("a",), None),
    ],
)
def test_steps_lead_to_something_or_nowhere(
    value: object, steps: tuple[str | int, ...], found: object
) -> None:
    assert follow(value, steps) == found


def test_cells_of_text() -> None:
    frame = pl.DataFrame({"m": ['["x","y"]', "['z', 1]", None, "no", '["\\ud800"]']})
    paths = resolved(["m[0]", "m[1]"], ["m"]).values()
    found = in_cells(frame, list(paths))
    assert found["m[0]"].to_list() == ["x", "z", None, None, None]
    assert found["m[1]"].to_list() == ["y", "1", None, None, None]
    assert in_cells(pl.DataFrame({"m": [None]}, schema={"m": pl.String}), list(paths)).height == 1


def test_columns_are_listed_as_deep_and_as_wide_as_people_look() -> None:
    row = {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}, "l": list("abcdefgh")}
    names = listed([{"x": 1}, row])
    assert names[:2] == ("x", "a")
    assert "a.b.c.d.e" in names
    assert "a.b.c.d.e.f" not in names
    assert [name for name in names if name.startswith("l")] == ["l", "l[0]", "l[1]", "l[2]", "l[3]"]
