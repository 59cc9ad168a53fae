"""The log and other tables for download: rows of plain values, and their bytes in each format."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from service.arena.access.releases import Release, of_month
from service.arena.catalog import arenas
from service.arena.tables import encoding
from service.db.engine import ReadSession
from service.db.queries import matchups, models, prompt_categories, votes
from service.db.queries.log import rankings
from service.db.queries.votes import VoteRow
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.rankings import Ranking
from service.domain.votes import VoteRef, outcome_label

Row = dict[str, Any]

VOID = "void"
"""The reason for leaving out a vote that does not count."""

# The types of columns whose cells may all be empty, so that a file's types do not depend on its rows.
_KINDS: dict[str, Any] = {
    "themes": pl.List(pl.String),
    "prompt_id": pl.Int64,
    "models": pl.List(pl.String),
    "ranks": pl.List(pl.Int64),
    "voter_number": pl.Int64,
    "probability": pl.Float64,
    **dict.fromkeys(("language", "external_id", "voided_at", "void_reason"), pl.String),
}


class Page(NamedTuple):
    """Part of the log as the API returns it, the name of its release, and whether there is more after it."""

    rows: list[Row]
    release: str
    more: bool


def read_page(session: ReadSession, slug: str, after_position: int, limit: int, secret: bytes) -> Page:
    """Return the votes of an arena after a position, with their voters' numbers. Raise NotFound."""
    arena = arenas.get(session, slug)
    release = of_month(secret, arena.rated_at)
    rows = read_log(session, slug, after_position, limit, release)
    return Page(rows, release.name, bool(rows) and rows[-1]["position"] < arena.last_position)


def read_log(
    session: ReadSession, slug: str, after_position: int, limit: int, release: Release | None = None
) -> list[Row]:
    """Return the votes of an arena after a position, in log order, void ones marked. Raise NotFound.

    Without a release, voters have no numbers.
    """
    arena = arenas.get(session, slug)
    rows = votes.log(session, arena.id, after_position, arena.last_position, limit)
    categories = prompt_categories.of_arena(session, arena.id)
    slugs = models.slugs(session)
    ranked = {i: one.named(slugs) for i, one in rankings.of_votes(session, arena.id, rows).items()}
    odds = matchups.probabilities(session, arena.id, rows[0].position, rows[-1].position) if rows else {}
    return [
        {
            **_row(row, categories, slugs, ranked.get(row.position)),
            "voter_number": _number(row, release),
            "probability": odds.get(row.position),
        }
        for row in rows
    ]


def _number(row: VoteRow, release: Release | None) -> int | None:
    """Return the number of the voter; None for a void vote, in which nobody needs it."""
    if release is None or row.voter is None or row.voided_at is not None:
        return None
    return release.number(row.arena_id, row.voter)


def _row(
    row: VoteRow,
    categories: Mapping[int, PromptCategory],
    slugs: Mapping[int, str],
    ranking: Ranking[str] | None,
) -> Row:
    category = categories[row.stratum_id]
    return {
        "id": VoteRef(row.arena_id, row.position).id,
        "position": row.position,
        "model_left": slugs[row.model_left],
        "model_right": slugs[row.model_right],
        "outcome": outcome_label(row.outcome),
        "themes": list(category.themes),
        "language": category.language or None,
        "prompt_id": row.prompt_id,
        "voted_at": clock.to_text(row.voted_at),
        "external_id": row.external_id,
        "voided_at": None if row.voided_at is None else clock.to_text(row.voided_at),
        "void_reason": row.void_reason,
        "models": list(ranking.models) if ranking else None,
        "ranks": list(ranking.ranks) if ranking else None,
    }


def why_left_out(row: Row, outcomes: Container[str]) -> str | None:
    """Return why a format that has only some outcomes, and no void votes, leaves a vote out; None if not."""
    if row["voided_at"] is not None:
        return VOID
    return None if row["outcome"] in outcomes else str(row["outcome"])


def encode(
    rows: Sequence[Row], kind: str, columns: Sequence[str], nullable: Mapping[str, Any] = _KINDS
) -> bytes:
    """Return the rows as a table in ``csv``, ``ndjson`` or ``parquet``, also if there are none.

    ``nullable`` has the types of columns whose every cell may be empty.
    """
    return encoding.encode(encoding.frame_of(rows, {name: nullable.get(name) for name in columns}), kind)
