"""Answers to gold pairs and to repeats, and the votes that voters can be compared by."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from sqlalchemy import text

from service.db.engine import ReadSession
from service.db.rows import fetch, fetch_tuples
from service.domain.votes import Exclusion


class GoldAnswer(NamedTuple):
    """A vote on a gold pair; ``good_left`` is 1 where the good image was on the left.

    An unknown voter or network is 0.
    """

    position: int
    voter: int
    network: int
    category_id: int
    outcome: int
    gold: int
    good_left: int


class Repeat(NamedTuple):
    """A vote on a pair that its voter had voted on: what it said, and what it had said of the left image."""

    position: int
    voter: int
    category_id: int
    outcome: int
    image_left: int
    first_outcome: int
    first_image_left: int


ComparedVote: TypeAlias = tuple[int, int, int, int, int]
"""Voter, prompt category, outcome, left image, right image."""

_GOLD = text(
    "SELECT v.position, COALESCE(v.voter, 0) AS voter, COALESCE(m.address, 0) AS network, "  # noqa: S608
    "v.stratum_id AS category_id, v.outcome, g.id AS gold, "
    "CASE WHEN m.image_left = g.image_good THEN 1 ELSE 0 END AS good_left FROM votes v "
    "JOIN matchups m ON m.arena_id = v.arena_id AND m.position = v.position "
    "JOIN gold_pairs g ON g.id = m.gold "
    f"WHERE v.arena_id = :arena AND v.exclusion = {int(Exclusion.GOLD)} ORDER BY v.position"
)
_REPEATS = text(
    "SELECT v.position, COALESCE(v.voter, 0) AS voter, v.stratum_id AS category_id, v.outcome, "  # noqa: S608
    "m.image_left, w.outcome AS first_outcome, o.image_left AS first_image_left FROM votes v "
    "JOIN matchups m ON m.arena_id = v.arena_id AND m.position = v.position "
    "JOIN matchups o ON o.voter = m.voter AND o.prompt_id = m.prompt_id AND o.arena_id = m.arena_id "
    "AND o.position < m.position AND o.image_left IN (m.image_left, m.image_right) "
    "AND o.image_right IN (m.image_left, m.image_right) "
    "JOIN votes w ON w.arena_id = o.arena_id AND w.position = o.position "
    "AND (w.voided_at IS NULL OR w.exclusion = :held) "
    f"WHERE v.arena_id = :arena AND v.exclusion = {int(Exclusion.REPEAT)} ORDER BY v.position"
)
_COMPARED = text(
    "SELECT v.voter, v.stratum_id, v.outcome, m.image_left, m.image_right FROM votes v "
    "JOIN matchups m ON m.arena_id = v.arena_id AND m.position = v.position "
    "WHERE v.arena_id = :arena AND v.position > :after AND v.position <= :upto AND v.voided_at IS NULL "
    "AND v.voter IS NOT NULL ORDER BY v.position"
)


def to_gold(session: ReadSession, arena_id: int) -> list[GoldAnswer]:
    """Return the votes on gold pairs of an arena, in log order. Reads what does not count, and no more."""
    return fetch(session, GoldAnswer, _GOLD, arena=arena_id)


def to_repeats(session: ReadSession, arena_id: int) -> list[Repeat]:
    """Return the votes on repeats of an arena, in log order, each with the first vote on the same images."""
    return fetch(session, Repeat, _REPEATS, arena=arena_id, held=int(Exclusion.HELD))


def compared(session: ReadSession, arena_id: int, after: int, upto: int) -> list[ComparedVote]:
    """Return the votes on matchups that count, from after one position up to another, in log order."""
    rows: list[ComparedVote] = fetch_tuples(session, _COMPARED, arena=arena_id, after=after, upto=upto)
    return rows
