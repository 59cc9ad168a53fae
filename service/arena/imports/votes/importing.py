"""Import of votes: a whole file into an arena, in one transaction.

The file was read and checked before (rows.py). Here its names become the database's ids, votes that are
in the log already are left out, and the rest is appended and folded in the order of the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import polars as pl

from service.arena.imports.arenas import open_arena
from service.arena.imports.readers.formats import reader
from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.duplicates import drop_known
from service.arena.imports.votes.names import refuse_retired, refuse_unknown, with_ids
from service.arena.imports.votes.rows import VoteFile, VoteRows
from service.arena.progress import Progress, silent
from service.arena.recording.folding import Folding, closing, empty_state, save
from service.arena.recording.id_cache import IdCache
from service.arena.recording.redating import check_day
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import arenas, imports, ratings
from service.domain import clock
from service.domain.arenas import Arena

# How many rows become Python objects at a time, at about 500 bytes each.
SLICE = 20_000

# The names of columns in the file where the log has another name.
_RENAMED = {"stratum": "stratum_id", "prompt": "prompt_id"}


@dataclass(frozen=True, slots=True)
class Report:
    """The result of importing a file; ``positions`` are those of the first and the last accepted vote."""

    arena: str
    accepted: int
    duplicates: int
    rejected: list[Refused]
    positions: tuple[int, int] | None
    filtered: int
    voided: int


def read_votes(
    path: Path,
    columns: Columns,
    secret: bytes,
    *,
    format_: str | None = None,
    progress: Progress = silent,
) -> VoteFile:
    """Return the checked votes of a file, without using the database.

    ``format_`` is one of ``formats.READERS``, by default the one that the file's name shows. Raise Malformed
    for a broken file, and Invalid for an unknown format or a missing column.
    """
    rows = VoteRows(columns, secret)
    size = path.stat().st_size
    read = reader(path, format_)
    for batch in read(path, columns.wanted(), lambda done: progress("reading", done, size)):
        rows.add(batch)
    return rows.finish()


def import_votes(
    session: WriteSession,
    file: VoteFile,
    slug: str,
    *,
    task: str | None = None,
    strict: bool = False,
    progress: Progress = silent,
) -> Report:
    """Append a file's votes to an arena's log and rate them; create the arena where it does not exist.

    Unknown models, prompts, themes and languages are created too; with ``strict`` their rows are refused.
    Raise as `open_arena`.
    """
    touch_catalog(session)
    arena = open_arena(session, slug, task)
    check_day(arena, clock.now())
    stored = _store(session, arena, file, progress, strict=strict)
    last = arena.last_position + stored.accepted
    if stored.accepted:
        _rate(session, arena, last, progress)
    return Report(
        arena=slug,
        accepted=stored.accepted,
        duplicates=stored.duplicates,
        rejected=sorted([*file.refused, *stored.refused]),
        positions=(arena.last_position + 1, last) if stored.accepted else None,
        filtered=file.filtered,
        voided=file.voided,
    )


class _Stored(NamedTuple):
    accepted: int
    duplicates: int
    refused: list[Refused]


def _store(
    session: WriteSession, arena: Arena, file: VoteFile, progress: Progress, *, strict: bool
) -> _Stored:
    """Append the new rows. None are kept afterwards, because the fold needs the memory."""
    rows, refused = file.take(), list[Refused]()
    if strict:
        rows, refused = refuse_unknown(session, arena, file, rows)
    if arena.retired_models == "refuse":
        rows, on_retired = refuse_retired(session, file, rows)
        refused += on_retired
    rows = with_ids(session, arena, file, rows)
    new, undated = drop_known(session, arena, rows)
    if not new.is_empty():
        _append(session, arena, new, progress)
    if undated:
        imports.remember(session, arena.id, undated.digest, undated.votes, clock.now())
    return _Stored(new.height, rows.height - new.height, refused)


def _append(session: WriteSession, arena: Arena, rows: pl.DataFrame, progress: Progress) -> None:
    """Append the rows to the log in their order; rows without a time get the present one."""
    positions = pl.int_range(arena.last_position + 1, arena.last_position + rows.height + 1, eager=True)
    log = (
        rows.drop("line")
        .rename(_RENAMED)
        .with_columns(positions.alias("position"), pl.col("voted_at").fill_null(clock.now()))
    )
    filled = log.select(column for column in log if column.null_count() < log.height)
    for start in range(0, filled.height, SLICE):
        imports.append(session, arena.id, filled.slice(start, SLICE))
        progress("storing votes", min(start + SLICE, filled.height), filled.height)


def _rate(session: WriteSession, arena: Arena, upto: int, progress: Progress) -> None:
    """Fold the appended votes as they are in the log, and store the ratings."""
    names = IdCache()
    new = upto - arena.last_position
    book = empty_state(arena, new)
    book.load(ratings.of_arena(session, arena.id))
    folding = Folding(session, arena, book, lambda i: names.axes(session, i), closing(session, arena.id))
    folding.run(upto, lambda at: progress("rating votes", at - arena.last_position, new))
    arenas.advance(session, save(session, folding, arena.revision + 1))
