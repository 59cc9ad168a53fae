"""The columns of answers: which there are, and how rows are sorted by them."""

from __future__ import annotations

import pytest

from service.arena.queries.metrics import KEYS, METRICS, cells, chosen, ordered
from service.arena.queries.reading import ArenaSource
from service.arena.queries.rows import QueryRow
from service.domain.axes import OVERALL
from service.domain.boards import Standing
from service.errors import Invalid
from tests.domain.questions.test_filters import MODELS
from tests.support.votes.boards import arena_of


def rows(*votes: int) -> list[QueryRow]:
    axes, weights, marks = {1: OVERALL}, {1: 1.0}, {1: "abc"}
    source = ArenaSource(arena_of(revision=7), 9, 0, axes, weights, {}, None, {}, marks, revision=7)
    standings = [Standing("x", 25.0, 1.0, count, count, 0, 0, 0) for count in votes]
    return [
        QueryRow(source, 1, model, one, None if one.votes < 3 else 1, None, None)
        for model, one in zip(MODELS, standings, strict=True)
    ]


def test_the_usual_columns_and_named_ones() -> None:
    usual = [metric.name for metric in chosen((), weighed=False)]
    assert usual[:5] == ["arena", "theme", "language", "model", "name"]
    assert [m.name for m in chosen(("votes", "rank", "votes"), weighed=False)][4:] == ["votes", "rank"]
    assert [m.name for m in chosen((), weighed=True)][:3] == ["arena", "model", "name"]
    names = [metric.name for metric in (*KEYS, *METRICS)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("name", "weighed", "why"),
    [
        ("elo", False, "is unknown: 'elo'; choose from name, organization"),
        ("score", True, "score belongs to one axis; with weights there are name, organization"),
        ("composite", False, "composite needs weights"),
    ],
)
def test_columns_that_do_not_apply_are_refused(name: str, weighed: bool, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        chosen(("votes", name), weighed=weighed)


def test_rows_are_sorted_by_several_columns_and_empty_cells_come_last() -> None:
    columns = chosen(("votes", "rank", "price", "fingerprint", "revision", "position"), weighed=False)
    made = cells(ordered(rows(2, 5, 5), ("-votes", "price"), columns), columns)
    assert [row["model"] for row in made] == ["b1", "a2", "a1"]
    assert [row["rank"] for row in made] == [1, 1, None]
    assert {(row["fingerprint"], row["revision"], row["position"]) for row in made} == {("abc", 7, 9)}
    for order in (("rank",), ("-rank",)):
        assert cells(ordered(rows(2, 5, 5), order, columns), columns)[-1]["model"] == "a1"
    with pytest.raises(Invalid, match=r"order.1 is no column of this answer: 'score'"):
        ordered(rows(2, 5, 5), ("votes", "score"), columns)
