"""The log and other tables as people take them away: rows of plain values, and their bytes in each format."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from service.arena.catalog import arenas
from service.db.engine import ReadSession
from service.db.queries import models, prompt_categories, votes
from service.db.queries.votes import VoteRow
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.votes import Outcome, VoteRef

Row = dict[str, Any]

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
# Several values of one cell, such as themes; no theme can hold it.
SEPARATOR = ";"
# What columns hold whose every cell may be empty, so that a file's types do not depend on its rows.
_KINDS: dict[str, Any] = {
    "themes": pl.List(pl.String),
    "prompt_id": pl.Int64,
    **dict.fromkeys(("language", "external_id", "voided_at", "void_reason"), pl.String),
}


def read_log(session: ReadSession, slug: str, after_position: int, limit: int) -> list[Row]:
    """Return the votes of an arena after a position, in log order, voided ones marked. Raise NotFound."""
    arena = arenas.get(session, slug)
    rows = votes.log(session, arena.id, after_position, limit)
    known = prompt_categories.of_arena(session, arena.id)
    names = models.slugs(session)
    return [_row(row, known, names) for row in rows]


def _row(row: VoteRow, known: dict[int, PromptCategory], names: dict[int, str]) -> Row:
    stratum = known[row.stratum_id]
    return {
        "id": VoteRef(row.arena_id, row.position).id,
        "position": row.position,
        "model_left": names[row.model_left],
        "model_right": names[row.model_right],
        "outcome": Outcome(row.outcome).label,
        "themes": list(stratum.themes),
        "language": stratum.language or None,
        "prompt_id": row.prompt_id,
        "voted_at": clock.to_text(row.voted_at),
        "external_id": row.external_id,
        "voided_at": None if row.voided_at is None else clock.to_text(row.voided_at),
        "void_reason": row.void_reason,
    }


def encode(
    rows: Sequence[Row], kind: str, columns: Sequence[str], nullable: Mapping[str, Any] = _KINDS
) -> bytes:
    """Return the rows as a table in ``csv``, ``ndjson`` or ``parquet``, also if there are none.

    ``nullable`` has the types of columns whose every cell may be empty.
    """
    schema = {name: nullable.get(name) for name in columns}
    frame = pl.DataFrame(list(rows), schema=schema, infer_schema_length=None)
    target = io.BytesIO()
    if kind == "csv":
        lists = [name for name, found in frame.schema.items() if isinstance(found, pl.List)]
        frame.with_columns(pl.col(lists).list.join(SEPARATOR)).write_csv(target)
    elif kind == "ndjson":
        frame.write_ndjson(target)
    else:
        frame.write_parquet(target)
    return target.getvalue()
