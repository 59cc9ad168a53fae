"""Votes on matchups with what is known of how they came about: what scans for rigging read.

What is not known of voter, network and exclusion is 0, and an unknown time is -1. Small numbers share one,
because each value that a driver makes costs more than the bits in it.
"""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import text

from service.db.engine import ReadSession
from service.db.rows import fetch_tuples
from service.domain.votes import Exclusion

ScannedVote: TypeAlias = tuple[int, int, int, int]
"""Position, time, voter, and in one number the left model, the right model (28 bits), the outcome (3 bits)
and the exclusion (5 bits). The models are current after a merge."""

ScannedMatchup: TypeAlias = tuple[int, int, float, int, int]
"""Position, network, the probability of the pair, the milliseconds that the answer took, and in one number
both images, the right one in the lower 31 bits."""

_SCANNED = (int(Exclusion.REPEAT), int(Exclusion.HELD))
_PART = "arena_id = :arena AND position > :after AND position <= :upto"
_VOTES = text(
    "SELECT position, voted_at, COALESCE(voter, 0), CAST(model_left AS BIGINT) * 68719476736 "  # noqa: S608
    "+ CAST(model_right AS BIGINT) * 256 + outcome * 32 + COALESCE(exclusion, 0) FROM votes "
    f"WHERE {_PART} AND (exclusion IS NULL OR exclusion IN {_SCANNED}) ORDER BY position"
)
_MATCHUPS = text(
    "SELECT position, COALESCE(address, 0), probability, COALESCE(response_ms, -1), "  # noqa: S608
    f"CAST(image_left AS BIGINT) * 2147483648 + image_right FROM matchups WHERE {_PART} ORDER BY position"
)


def votes(session: ReadSession, arena_id: int, after: int, upto: int) -> list[ScannedVote]:
    """Return an arena's votes from after one position up to another, in log order.

    These are the votes that count, those that are held, and repeated ones.
    """
    rows: list[ScannedVote] = fetch_tuples(session, _VOTES, arena=arena_id, after=after, upto=upto)
    return rows


def matchups(session: ReadSession, arena_id: int, after: int, upto: int) -> list[ScannedMatchup]:
    """Return the matchups of votes from after one position up to another, in log order."""
    rows: list[ScannedMatchup] = fetch_tuples(session, _MATCHUPS, arena=arena_id, after=after, upto=upto)
    return rows
