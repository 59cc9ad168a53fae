"""Rows that hold several votes."""

import pytest

from service.arena.imports.presets.reshaping import (
    IS_VOTE,
    YES,
    Row,
    Vote,
    at,
    first,
    items,
    pair,
    parsed,
    ranking,
    reshaping,
    text,
    texts,
    with_outcome,
)
from service.arena.imports.readers.frames import Refused, line_of, text_frame
from service.errors import Invalid


def split(row: Row) -> list[Vote]:
    if row["votes"] is None:
        raise Invalid("there are no votes")
    return [{"outcome": word} for word in row["votes"].split()]


def test_a_row_becomes_its_votes() -> None:
    batch = text_frame(
        {"votes": ["left right", "", " ", "tie"], "more": ["a", "b", "c", "d"]}, [2, 3, 4, 5], []
    )
    made = reshaping(split)(batch)
    assert [line_of(number) for number in made.lines] == [2, 2, 4, 5]
    assert made.lines.is_sorted()
    assert made.lines.is_unique().all()
    assert made.refused == [Refused(3, "there are no votes")]
    assert made.frame.to_dict(as_series=False) == {
        "votes": ["left right", "left right", " ", "tie"],
        "more": ["a", "a", "c", "d"],
        IS_VOTE: [YES, YES, None, YES],
        "outcome": ["left", "right", None, "tie"],
    }


def test_a_batch_without_votes_still_has_the_mark() -> None:
    made = reshaping(lambda _: [])(text_frame({"a": ["1"]}, [2], []))
    assert made.frame[IS_VOTE].to_list() == [None]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("[1, 2]", [1, 2]),
        ("['a', 'b']", ["a", "b"]),
        ("('a', None)", ("a", None)),
        ('{"a": {"b": null}}', {"a": {"b": None}}),
        ("plain words", None),
        ("[broken", None),
        ("__import__('os')", None),
        (None, None),
    ],
)
def test_cells_with_lists(cell: str | None, value: object) -> None:
    assert parsed(cell) == value


def test_paths_lead_to_values_or_nowhere() -> None:
    value = {"a": [{"b": 1}]}
    assert at(value, "a", 0, "b") == 1
    assert [at(value, "a", 1), at(value, "x"), at(value, 0), at(None, "a")] == [None] * 4


def test_texts() -> None:
    assert [text(one) for one in ("a", "", None, 1, True, {"a": "ü"})] == [
        "a",
        None,
        None,
        "1",
        "true",
        '{"a": "ü"}',
    ]
    assert texts(["a", 1, None]) == ["a", "1", ""]
    assert items("a") == []


def test_the_first_name_with_a_value_counts() -> None:
    row = {"a": None, "b": "2", "c": "3", "d": "4"}
    assert first(row, ("x", "a", "b", "c")) == "2"
    assert first(row, ("x",)) is None
    assert pair(row, [("a", "b"), ("c", "d")]) == ("3", "4")
    assert pair(row, [("a", "b")]) is None


def test_a_ranking_is_two_lists() -> None:
    assert ranking(["a", 'b"'], ["1", "2.5"]) == {"models": '["a", "b\\""]', "ranks": "[1, 2.5]"}


def test_the_higher_score_wins() -> None:
    columns: dict[str, list[str | None]] = {
        "a": ["2", "0.5", "1", "x", None],
        "b": ["10", "-1", "1.0", "1", "1"],
    }
    made = with_outcome(text_frame(columns, [1, 2, 3, 4, 5], []), "a", "b").frame
    assert made.filter(made[IS_VOTE] == YES)["outcome"].to_list() == ["right", "left", "tie"]
