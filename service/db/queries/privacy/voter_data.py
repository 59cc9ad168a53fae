"""Everything that is stored of a voter, to be exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from service.db.engine import ReadSession
from service.db.queries.log import dropped
from service.db.queries.votes import SELECT, VoteRow, dropped_votes
from service.db.rows import columns, fetch
from service.db.tables.access import rate_limits
from service.db.tables.catalog import arenas, models, prompts
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups
from service.domain.rate_limits import VOTER_LIMITS

_AT_ONCE = 500


class OwnMatchupRow(NamedTuple):
    """A voter's matchup with its arena, its prompt, and the models and images of both sides."""

    id: int
    arena_id: int
    prompt_id: int
    state: int
    dealt_at: int
    shown_at: int | None
    closed_at: int | None
    response_ms: int | None
    address: int | None
    position: int | None
    arena: str
    prompt: str
    stratum_id: int
    left_model: str
    left_copy: bytes
    left_withdrawn_at: int | None
    right_model: str
    right_copy: bytes
    right_withdrawn_at: int | None


class AllowanceRow(NamedTuple):
    """When an allowance of a voter is full again, by the kind of the limit."""

    kind: int
    full_at: int


def matchups_of(session: ReadSession, voter: int) -> list[OwnMatchupRow]:
    """Return all matchups of a voter, oldest first."""
    sides = [
        (models.alias(f"model_{side}"), images.alias(f"image_{side}"), side) for side in ("left", "right")
    ]
    shown = [
        column for model, image, _ in sides for column in (model.c.slug, image.c.copy, image.c.withdrawn_at)
    ]
    statement = (
        select(
            *(matchups.c[name] for name in OwnMatchupRow._fields[:10]),
            *(arenas.c.slug, prompts.c.text, prompts.c.stratum_id, *shown),
        )
        .select_from(matchups)
        .join(arenas, arenas.c.id == matchups.c.arena_id)
        .join(prompts, prompts.c.id == matchups.c.prompt_id)
    )
    for model, image, side in sides:
        statement = statement.join(model, model.c.id == matchups.c[f"model_{side}"])
        statement = statement.join(image, image.c.id == matchups.c[f"image_{side}"])
    mine = statement.where(matchups.c.voter == voter).order_by(matchups.c.id)
    return fetch(session, OwnMatchupRow, mine)


def votes_at(session: ReadSession, arena_id: int, positions: Sequence[int]) -> list[VoteRow]:
    """Return the votes at these positions of an arena's log, in log order."""
    ordered = sorted(positions)
    rows: list[VoteRow] = []
    for start in range(0, len(ordered), _AT_ONCE):
        chosen = votes.c.position.in_(ordered[start : start + _AT_ONCE])
        statement = SELECT.where(votes.c.arena_id == arena_id, chosen).order_by(votes.c.position)
        rows += fetch(session, VoteRow, statement)
    missing = sorted(set(ordered).difference(row.position for row in rows))
    return dropped.merge(rows, dropped_votes(session, arena_id, missing)) if missing else rows


def allowances_of(session: ReadSession, voter: int) -> list[AllowanceRow]:
    """Return what processes have stored of a voter's rate limits."""
    kinds = rate_limits.c.kind.in_(list(map(int, VOTER_LIMITS)))
    statement = select(*columns(rate_limits, AllowanceRow)).where(kinds, rate_limits.c.number == voter)
    return fetch(session, AllowanceRow, statement.order_by(rate_limits.c.kind))
