"""Votes on matchups with what is known of how they came about: what scans for rigging read.

What is not known of voter, network and exclusion is 0, and an unknown time is -1. Each column comes as one
text with commas between its numbers, which takes a quarter of the time that objects for all of them take.
SQLite writes 15 digits of a probability, which is enough for odds. Small numbers share one.
"""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import text

from service.db.engine import ReadSession
from service.domain.votes import Exclusion

ScannedVotes: TypeAlias = tuple[str, str, str, str]
"""Positions, times, voters, and in one number the left model, the right model (28 bits), the outcome (3 bits)
and the exclusion (5 bits). The models are current after a merge. The order is the same in all columns."""

ScannedMatchups: TypeAlias = tuple[str, str, str, str, str]
"""Positions, networks, the probabilities of the pairs, the milliseconds that the answers took, and in one
number both images, the right one in the lower 31 bits. The order is the same in all columns."""

_SCANNED = (int(Exclusion.REPEAT), int(Exclusion.HELD))
_PART = "arena_id = :arena AND position > :after AND position <= :upto"
_PACKED = (
    "CAST(model_left AS BIGINT) * 68719476736 + CAST(model_right AS BIGINT) * 256 + outcome * 32 "
    "+ COALESCE(exclusion, 0)"
)
_VOTES = (
    "position",
    "voted_at",
    "COALESCE(voter, 0)",
    _PACKED,
)
_MATCHUPS = (
    "position",
    "COALESCE(address, 0)",
    "probability",
    "COALESCE(response_ms, -1)",
    "CAST(image_left AS BIGINT) * 2147483648 + image_right",
)


def votes(session: ReadSession, arena_id: int, after: int, upto: int) -> ScannedVotes:
    """Return an arena's votes from after one position up to another.

    These are the votes that count, those that are held, and repeated ones.
    """
    chosen = f"votes WHERE {_PART} AND (exclusion IS NULL OR exclusion IN {_SCANNED})"
    position, voted_at, voter, packed = _texts(
        session, _VOTES, chosen, arena=arena_id, after=after, upto=upto
    )
    return position, voted_at, voter, packed


def matchups(session: ReadSession, arena_id: int, after: int, upto: int) -> ScannedMatchups:
    """Return the matchups of votes from after one position up to another."""
    chosen = f"matchups WHERE {_PART}"
    position, network, probability, milliseconds, images = _texts(
        session, _MATCHUPS, chosen, arena=arena_id, after=after, upto=upto
    )
    return position, network, probability, milliseconds, images


def _texts(session: ReadSession, columns: tuple[str, ...], chosen: str, **values: int) -> list[str]:
    """Return the numbers of each column, with commas between them."""
    join = "group_concat({})" if session.dialect.name == "sqlite" else "string_agg(CAST({} AS TEXT), ',')"
    joined = ", ".join(join.format(column) for column in columns)
    row = session.execute(text(f"SELECT {joined} FROM {chosen}"), values).one()  # noqa: S608 - no values
    return [column or "" for column in row]
