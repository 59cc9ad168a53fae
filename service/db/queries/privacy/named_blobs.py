"""The hashes of the files that rows name, by namespace of the blob store."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterable, Iterator

from sqlalchemy import Column, ColumnElement, or_, select

from service.db.engine import ReadSession
from service.db.tables.blobs import BLOB_COLUMNS, Kind
from service.db.tables.generations import generations

_AT_ONCE = 1_000


def beginnings(session: ReadSession, namespace: Kind, ended_before: int) -> array[int]:
    """Return the first eight bytes of all hashes that rows name, as sorted numbers, each once.

    Generations that ended before a moment are left out. Eight bytes a file fit in memory however many there
    are. A file that shares them with another one is kept without need.
    """
    found = array("Q")
    # Each column's hashes come in order, and as bytes they are ordered as their beginnings are.
    columns = [_in_order(session, column, ended_before) for column in BLOB_COLUMNS[namespace]]
    for number in heapq.merge(*columns):
        if not found or number != found[-1]:
            found.append(number)
    return found


def _in_order(session: ReadSession, column: Column[bytes], ended_before: int) -> Iterator[int]:
    kept: list[ColumnElement[bool]] = [column.is_not(None)]
    if column.table is generations:
        kept.append(or_(generations.c.finished_at.is_(None), generations.c.finished_at >= ended_before))
    rows = session.execute(select(column).where(*kept).order_by(column))
    return (beginning(row[0]) for row in rows)


def beginning(digest: bytes) -> int:
    """Return the first eight bytes of a hash as a number."""
    return int.from_bytes(digest[:8], "big")


def named(session: ReadSession, namespace: Kind, digests: Iterable[bytes]) -> set[bytes]:
    """Return which of these hashes a row names now."""
    wanted = list(digests)
    parts = [wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)]
    return {
        row[0]
        for column in BLOB_COLUMNS[namespace]
        for part in parts
        for row in session.execute(select(column).where(column.in_(part)))
    }
