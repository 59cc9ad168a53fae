"""Logs whose votes are dropped, inside a transaction that is taken back: the files are in memory."""

from __future__ import annotations

import hashlib

from service.arena.archive import frames
from service.db.engine import WriteSession
from service.db.queries.log import dropping
from service.db.queries.log import segments as log_segments
from service.db.queries.log.segments import SegmentRow
from service.db.sealed_files import SealedFiles
from service.domain.arenas import Arena


def seal(session: WriteSession, arena: Arena, *ends: int) -> list[SegmentRow]:
    """Seal an arena's log in segments that end at these positions."""
    files, rows, after = {}, [], 0
    for end in ends:
        data = frames.encode(frames.read(session, arena.id, after, end))
        digest = hashlib.sha256(data).digest()
        files[digest] = data
        rows.append(SegmentRow(arena.id, after + 1, end, 1, 2, digest, bytes(32), len(data), 1))
        after = end
    session.execution_options(sealed_files=SealedFiles(files.__getitem__))
    for row in rows:
        log_segments.add(session, row)
    return rows


def drop(session: WriteSession, arena: Arena, *ends: int) -> int:
    """Seal an arena's log and drop what may be dropped; return how many votes that are."""
    rows = seal(session, arena, *ends)
    return sum(dropping.drop(session, row, part) for row in rows for part in dropping.ranges(row))
