"""Answers to questions over leaderboards as tables."""

from __future__ import annotations

import polars as pl

from service.api.schemas.decisions import CandidateOut, DecisionOut
from service.arena.queries.query import Answer
from service.arena.tables.encoding import Type, frame_of
from service.http.tables.shapes import shape_frame

_TYPES: dict[type, Type] = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}


def answer_frame(answer: Answer) -> pl.DataFrame:
    """Return the rows of an answer, whose columns have the same types whatever rows there are."""
    frame = frame_of(answer.rows, {column.name: _TYPES[column.kind] for column in answer.columns})
    if "released" in frame.columns:
        frame = frame.with_columns(pl.col("released").str.to_date())
    if "as_of" in frame.columns:
        frame = frame.with_columns(
            pl.col("as_of").str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us", time_zone="UTC")
        )
    return frame


def decision_frame(decision: DecisionOut) -> pl.DataFrame:
    """Return the candidates of a decision, cheapest first."""
    place = {"arena": decision.arena, "revision": decision.revision, "position": decision.position}
    return shape_frame(CandidateOut, decision.candidates, place)
