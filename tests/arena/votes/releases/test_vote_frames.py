"""Votes as tables: typed, and back to what the fold reads."""

from __future__ import annotations

import polars as pl
import pytest

from service.arena.archive import frames
from service.arena.votes.releases import vote_frames
from service.domain.axes import PromptCategory
from service.domain.votes import RANKED
from service.errors import Damaged

MODELS = {"a": 4, "b": 2, "c": 9}
CATEGORIES = {PromptCategory(): 3, PromptCategory(("x", "y"), "en"): 5}


def row(position: int, **values: object) -> dict[str, object]:
    empty = dict.fromkeys(("prompt_id", "voided_at", "void_reason", "models", "ranks", "voter_number"))
    return {
        "position": position,
        "model_left": "a",
        "model_right": "b",
        "outcome": "left",
        "themes": [],
        "language": None,
        "voted_at": "1969-12-31T23:59:59.999999Z",
        "probability": 0.5,
        **empty,
        **values,
    }


ROWS = [
    row(1),
    row(2, voided_at="2026-01-01T00:00:00.000000Z", void_reason="a robot"),
    row(3, outcome="tie", themes=["x", "y"], language="en", prompt_id=7, voter_number=2**53 - 1),
    row(4, model_right="c", outcome="ranked", models=["a", "b", "c"], ranks=[1, 2, 2]),
]


def test_rows_become_a_typed_table() -> None:
    frame = vote_frames.of_rows(ROWS)
    assert dict(frame.schema) == vote_frames.SCHEMA
    assert frame["voted_at"].to_physical().to_list() == [-1] * 4
    vote_frames.check(frame, 1)
    with pytest.raises(Damaged, match="without gaps"):
        vote_frames.check(frame, 2)
    with pytest.raises(Damaged, match="columns"):
        vote_frames.check(frame.drop("ranks"), 1)


def test_what_counts_gets_ids() -> None:
    counted = vote_frames.counting(vote_frames.of_rows(ROWS), MODELS, CATEGORIES)
    named = ("position", "model_left", "model_right", "outcome", "category_id", "prompt_id", "voter")
    assert counted.select(*named).rows() == [
        (1, 4, 2, 1, 3, None, None),
        (3, 4, 2, 3, 5, 7, 2**53 - 1),
        (4, 4, 9, RANKED, 3, None, None),
    ]
    assert {name: counted.schema[name] for name in frames.SCHEMA} == frames.SCHEMA
    assert counted["models"].to_list() == [None, None, [4, 2, 9]]
    arrays = vote_frames.arrays(counted)
    assert arrays.position.tolist() == [1, 3, 4, 4, 4]
    assert arrays.outcome.tolist() == [1, 3, 1, 1, 3]
    assert arrays.voter.tolist() == [0, 2**53 - 1, 0, 0, 0]
    plain = vote_frames.counting(vote_frames.of_rows(ROWS[:3]), MODELS, CATEGORIES)
    assert "models" not in plain.columns  # as segments without rankings


def test_unknown_names_are_refused() -> None:
    for values in (
        {"model_left": "z"},
        {"outcome": "won"},
        {"themes": ["z"]},
        {"outcome": "ranked", "models": ["a", "z", "b"], "ranks": [1, 2, 3]},
    ):
        with pytest.raises(Damaged, match="does not know"):
            vote_frames.counting(vote_frames.of_rows([row(1, **values)]), MODELS, CATEGORIES)
    assert vote_frames.of_rows([]).schema == pl.Schema(vote_frames.SCHEMA)
