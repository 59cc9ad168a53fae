"""Lists in a cell, however they are written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.imports.votes.lists import items_of
from service.errors import Invalid


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("['a', 'b']", ("a", "b")),
        ('["a", "b"]', ("a", "b")),
        ("a, b", ("a", "b")),
        ("a|b", ("a", "b")),
        ("a;b", ("a", "b")),
        ("a", ("a",)),
        (" a b ", ("a b",)),
        ("", ()),
        ("[]", ()),
        (" ;; a;", ("a",)),
        ("Food, Drink;people", ("Food, Drink", "people")),
        ("Food, Drink;", ("Food, Drink",)),
        ('"Food, Drink", people', ("Food, Drink", "people")),
        ('"Food, Drink"', ("Food, Drink",)),
        ('"a;b";c', ("a;b", "c")),
        ("a, b|c", ("a, b", "c")),
        ('["Food, Drink", "a;b"]', ("Food, Drink", "a;b")),
        ("['it\\'s', \"b\"]", ("it's", "b")),
        ("['a' 'b']", ("a", "b")),
        ("['a'\n 'b']", ("a", "b")),
        ("('a',)", ("a",)),
        ("{'a', 'b'}", ("a", "b")),
        ("[a, b]", ("a", "b")),
        ('["a", null, 3]', ("a", "3")),
        ("[a", ("[a",)),
        ('5" tall', ('5" tall',)),
        ("日本, 東京", ("日本", "東京")),
    ],
)
def test_lists(cell: str, items: tuple[str, ...]) -> None:
    assert items_of(cell) == items


@pytest.mark.parametrize("cell", ['{"a": 1}', '[["a"]]', '[{"name": "a"}]'])
def test_lists_of_something_else(cell: str) -> None:
    with pytest.raises(Invalid, match="list of"):
        items_of(cell)


@given(st.lists(st.text("ab ,;|'\"\\", min_size=1, max_size=5).filter(str.strip), max_size=4))
def test_what_json_and_python_write_is_read_as_it_was(items: list[str]) -> None:
    plain = tuple(item.strip() for item in items)
    assert items_of(json.dumps(items)) == plain
    assert items_of(repr(items)) == plain


@given(st.text("ab[](){}'\",;|\\ \n", max_size=20))
def test_every_text_is_read_or_refused(cell: str) -> None:
    try:
        items = items_of(cell)
    except Invalid:
        items = ()
    assert all(item == item.strip() != "" for item in items)
