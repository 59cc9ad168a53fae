"""Votes on matchups with what is known of how they came about: what scans for rigging read."""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import text

from service.db.engine import ReadSession
from service.db.rows import fetch_tuples
from service.domain.votes import Exclusion

DealtTuple: TypeAlias = tuple[int, int, int, int, int, int, int, int, float, int, int, int]
"""Position, time, voter, network, left and right model, outcome, exclusion, the pair's probability, the
milliseconds that the answer took, and both images. What is not known of voter, network and exclusion is 0,
and the time is -1."""

# The models are those of the vote, which are current after a merge.
_DEALT = text(
    "SELECT v.position, v.voted_at, COALESCE(v.voter, 0), COALESCE(m.address, 0), v.model_left, "  # noqa: S608
    "v.model_right, v.outcome, COALESCE(v.exclusion, 0), m.probability, COALESCE(m.response_ms, -1), "
    "m.image_left, m.image_right FROM matchups m "
    "JOIN votes v ON v.arena_id = m.arena_id AND v.position = m.position "
    "WHERE m.arena_id = :arena AND m.position > :after AND m.position <= :upto "
    f"AND (v.exclusion IS NULL OR v.exclusion IN ({int(Exclusion.REPEAT)}, {int(Exclusion.HELD)}))"
)


def dealt(session: ReadSession, arena_id: int, after: int, upto: int) -> list[DealtTuple]:
    """Return an arena's votes on matchups from after one position up to another, in any order.

    These are the votes that count, those that are held, and repeated ones.
    """
    rows: list[DealtTuple] = fetch_tuples(session, _DEALT, arena=arena_id, after=after, upto=upto)
    return rows
