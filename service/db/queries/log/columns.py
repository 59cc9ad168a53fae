"""The votes of a log with everything that tells them apart, for fits of a whole log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import TypeAlias

from sqlalchemy import text

from service.db.engine import ReadSession
from service.db.queries.log import dropped, rankings
from service.db.queries.log.dropped import Range
from service.db.rows import fetch_tuples
from service.domain.rankings import Ranking, comparisons
from service.domain.votes import RANKED

VoteTuple: TypeAlias = tuple[int, int, int, int, int, int, int]
"""Position, left and right model, outcome, category, prompt and voter; the last two 0 if not known."""

_SELECT = text(
    "SELECT position, model_left, model_right, outcome, stratum_id, COALESCE(prompt_id, 0), "
    "COALESCE(voter, 0) FROM votes "
    "WHERE arena_id = :arena AND position > :after AND position <= :upto AND voided_at IS NULL "
    "ORDER BY position"
)

_COLUMNS = ("position", "model_left", "model_right", "outcome", "stratum_id", "prompt_id", "voter")
_outcome = itemgetter(3)


def counted(session: ReadSession, arena_id: int, after: int, upto: int) -> list[VoteTuple]:
    """Return the votes that count after a position and up to another, in log order.

    Every pair of a ranking is a row. Rows are plain tuples, because there are so many.
    """
    rows: list[VoteTuple] = fetch_tuples(session, _SELECT, arena=arena_id, after=after, upto=upto)
    if len(rows) < upto - after:
        rows = dropped.merge(rows, _dropped(session, arena_id, after, upto))
    if RANKED not in map(_outcome, rows):
        return rows
    known = rankings.between(session, arena_id, after, upto)
    return [pair for row in rows for pair in _pairs(row, known)]


def _dropped(session: ReadSession, arena_id: int, after: int, upto: int) -> Iterable[VoteTuple]:
    rows = dropped.rows(session, Range(arena_id, after, upto), _COLUMNS)
    return (tuple(value or 0 for value in row) for row in rows)  # type: ignore[misc]  # the same columns


def _pairs(row: VoteTuple, known: Mapping[int, Ranking[int]]) -> Iterable[VoteTuple]:
    if row[3] != RANKED:
        return (row,)
    return [(row[0], a, b, int(said), *row[4:]) for a, b, said in comparisons(known[row[0]])]
