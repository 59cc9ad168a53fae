"""Answers as tables: typed columns, also without rows."""

from __future__ import annotations

import polars as pl

from service.api.schemas.answer_tables import answer_frame, decision_frame
from service.api.schemas.decisions import DecisionOut
from service.arena.queries.metrics import NAMES, chosen
from service.arena.queries.query import Answer
from tests.arena.queries.test_decisions import BAD, BEST, decision


def test_types_do_not_depend_on_rows() -> None:
    names = tuple(name for name in NAMES if not name.startswith("composite"))
    frame = answer_frame(Answer(tuple(chosen(names, weighed=False)), [], 0, (), ()))
    assert frame.columns == ["arena", "theme", "language", "model", *names]
    kinds = [frame.schema[name] for name in ("score", "votes", "retired", "released", "as_of", "theme")]
    assert kinds == [pl.Float64, pl.Int64, pl.Boolean, pl.Date, pl.Datetime("us", "UTC"), pl.String]


def test_a_decision_has_its_candidates() -> None:
    frame = decision_frame(DecisionOut.of(decision(BEST, BAD)))
    assert frame["model"].to_list() == ["bad", "best"]
    assert frame["arena"].unique().to_list() == ["t2i"]
