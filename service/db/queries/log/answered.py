"""Matchups with their votes: what was shown, and what was chosen."""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import and_, select

from service.db.engine import ReadSession
from service.db.rows import fetch_tuples
from service.db.tables.catalog import prompts
from service.db.tables.votes import votes
from service.db.tables.voting import matchups

ANSWERED_COLUMNS = (
    "position",
    "prompt_id",
    "prompt",
    "stratum_id",
    "model_left",
    "model_right",
    "outcome",
    "probability",
    "voted_at",
    "voided_at",
    "void_reason",
)

AnsweredColumns: TypeAlias = tuple[int, int, str, int, int, int, int, float, int, int | None, str | None]
"""The values of `ANSWERED_COLUMNS`. Models are those of the vote, which are current after a merge."""

_SAME = and_(votes.c.arena_id == matchups.c.arena_id, votes.c.position == matchups.c.position)
_FROM = {"position": matchups, "prompt_id": matchups, "probability": matchups}
_SELECT = (
    select(
        *(prompts.c.text if name == "prompt" else _FROM.get(name, votes).c[name] for name in ANSWERED_COLUMNS)
    )
    .select_from(matchups.join(votes, _SAME).join(prompts, prompts.c.id == matchups.c.prompt_id))
    .order_by(matchups.c.position)
)


def answered(session: ReadSession, arena_id: int, after: int, upto: int, limit: int) -> list[AnsweredColumns]:
    """Return up to ``limit`` matchups whose votes are after one position of the log and up to another."""
    chosen = (matchups.c.arena_id == arena_id, matchups.c.position > after, matchups.c.position <= upto)
    return fetch_tuples(session, _SELECT.where(*chosen).limit(limit))
