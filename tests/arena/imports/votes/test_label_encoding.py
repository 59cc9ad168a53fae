"""LabelEncoder for texts."""

import polars as pl
import pytest

from service.arena.imports.votes import label_encoding
from service.arena.imports.votes.label_encoding import Distinct, LabelEncoder
from service.errors import Invalid


def test_things_are_numbered_by_their_first_appearance() -> None:
    things = Distinct[str, int]()
    assert [things.number(key, len(key)) for key in ("aa", "b", "aa", "ccc")] == [0, 1, 0, 2]
    assert things.values == [2, 1, 3]


def test_each_text_is_asked_once_and_broken_rules_are_null() -> None:
    asked = []

    def number(text: str) -> int:
        asked.append(text)
        if text == "bad":
            raise Invalid("no")
        return len(text)

    numbers = LabelEncoder(number, pl.Int16)
    first = numbers.of(pl.Series("x", ["a", "bb", None, "bad", "a"]))
    second = numbers.of(pl.Series("x", ["bad", "a"]))
    assert first.to_list() == [1, 2, None, None, 1]
    assert second.to_list() == [None, 1]
    assert first.dtype == pl.Int16
    assert first.name == "x"
    assert asked == ["a", "bb", "bad"]


def test_a_column_of_nothing_keeps_its_type() -> None:
    column = LabelEncoder(len, pl.Int64).of(pl.Series("x", [None, None], dtype=pl.String))
    assert column.dtype == pl.Int64
    assert column.to_list() == [None, None]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_encoding, "_REMEMBERED", 10)
    numbers = LabelEncoder(int)
    for start in range(0, 100, 5):
        texts = [str(i) for i in range(start, start + 5)]
        assert numbers.of(pl.Series(texts)).to_list() == list(range(start, start + 5))
        assert len(numbers._known) <= 10
