"""Import of votes: a whole file into an arena, in one transaction.

The file was read and checked before (rows.py). Here its names become the database's ids, votes that are
in the log already are left out, and the rest is appended and folded in the order of the log.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import polars as pl

from service.arena.imports.arenas import ABSENT, find_arena, open_arena
from service.arena.imports.readers.tables import Table, open_table
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.layout import layout_of
from service.arena.imports.votes.names import SIDES, Ids, created_ids
from service.arena.imports.votes.planning import Mode, Report, plan_import
from service.arena.imports.votes.presets import chosen
from service.arena.imports.votes.ranked import placed
from service.arena.imports.votes.rows import VoteFile, VoteRows
from service.arena.progress import Progress, silent
from service.arena.recording.backlog import end_of
from service.arena.recording.folding import Folding, closing, empty_state, save
from service.arena.recording.id_cache import IdCache
from service.arena.recording.redating import check_day
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import arenas, imports, ratings
from service.db.queries.live import marks
from service.db.queries.log import rankings as log_rankings
from service.domain import clock
from service.domain.arenas import Arena

# How many rows become Python objects at a time, at about 500 bytes each.
SLICE = 20_000

# In these formats, columns may first appear after the rows that were looked at.
_LOOSE = {"json", "ndjson"}

# The names of columns in the file where the log has another name.
_RENAMED = {"stratum": "stratum_id", "prompt": "prompt_id"}


def read_votes(
    source: Path | str,
    columns: Columns,
    secret: bytes,
    *,
    format_: str | None = None,
    sheet: str | None = None,
    progress: Progress = silent,
) -> VoteFile:
    """Return the checked votes of a file, without using the database.

    Raise as `open_table`, MissingColumns, and Invalid for an unknown preset.
    """
    return read_table(open_table(source, format_, sheet=sheet), columns, secret, progress=progress)


def read_table(table: Table, columns: Columns, secret: bytes, *, progress: Progress = silent) -> VoteFile:
    """Return the checked votes of an open file; raise as `read_votes` does."""
    preset = chosen(table, columns.preset)
    seen = (*table.columns, *preset.gives)
    layout = layout_of(columns.over(preset.fields()), seen)
    if table.sample and table.format not in _LOOSE:
        layout.check(seen)
    rows = VoteRows(layout, secret)
    wanted = layout.wanted() | preset.wanted(table.columns)
    for batch in table.batches(wanted, lambda done: progress("reading", done, table.size)):
        rows.add(preset.votes(batch))
    file = rows.finish((*table.columns, *preset.gives))
    notes = (*table.notes, *preset.notes, *file.reading.notes)
    file.reading = replace(
        file.reading,
        preset=preset.title or None,
        notes=notes,
        format=table.format,
        unused=tuple(name for name in table.columns if name not in wanted and not _is_inside(name, wanted)),
    )
    return file


def _is_inside(name: str, wanted: Collection[str]) -> bool:
    """Return whether a column is a part of one that is read, as `models[0]` is of `models`."""
    return any(name.startswith((f"{one}[", f"{one}.")) for one in wanted)


def import_votes(
    session: WriteSession,
    file: VoteFile,
    slug: str,
    *,
    task: str | None = None,
    strict: bool = False,
    all_new: bool = False,
    progress: Progress = silent,
) -> Report:
    """Append a file's votes to an arena's log and rate them; create the arena where it does not exist.

    If the arena publishes votes with a delay, these are rated then, too, however old they are.

    Unknown models, prompts, themes and languages are created too; with ``strict`` their rows are refused.
    With ``all_new``, no row without id and time is taken for one of an earlier import. Raise as `open_arena`.
    """
    touch_catalog(session)
    arena = find_arena(session, slug, task)
    if arena.id != ABSENT:
        arena = open_arena(session, slug, task)
    check_day(arena, clock.now())
    arena, report = _store(session, arena, file, Mode(strict, all_new), progress)
    if report.accepted:
        end = end_of(session, arena) + report.accepted
        arenas.set_end(session, arena.id, end)
        if arena.publish_after:
            marks.add(session, arena.id, clock.now(), end)
        else:
            _rate(session, arena, end, progress)
    return report


def _store(
    session: WriteSession, arena: Arena, file: VoteFile, mode: Mode, progress: Progress
) -> tuple[Arena, Report]:
    """Append the new rows, and create what they need. None are kept: the fold needs the memory."""
    known, numbers, report = plan_import(session, arena, file, mode)
    if report.took_nothing:
        return arena, report
    if arena.id == ABSENT:
        arena = open_arena(session, arena.slug, arena.task)
    if report.accepted:
        # These share the columns of the file. The ids that were compared are not needed any more.
        rows = known.new.with_columns(numbers.select(*SIDES, "stratum", "prompt", "ranking"))
        known, numbers = known._replace(new=rows.clear()), rows.clear()
        ids = created_ids(session, arena, file, rows)
        _append(session, arena, rows if file.reading.in_log_order else _by_time(rows), ids, progress)
    known.remember(session, arena, clock.now())
    return arena, report


def _by_time(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in the order of their times, those without one last.

    Ratings follow the log's order, and many files have their newest votes first.
    """
    if rows["voted_at"].is_sorted(nulls_last=True):
        return rows  # sorting takes the memory of all rows once more
    return rows.sort("voted_at", nulls_last=True, maintain_order=True)


def _append(session: WriteSession, arena: Arena, rows: pl.DataFrame, ids: Ids, progress: Progress) -> None:
    """Append the rows, which have the file's numbers, to the log in their order.

    Those without a time get the present.
    """
    end, now = end_of(session, arena), clock.now()
    for start in range(0, rows.height, SLICE):
        some = ids.put(rows.slice(start, SLICE))
        first = end + start + 1
        some = some.with_columns(pl.int_range(first, first + some.height, eager=True).alias("position"))
        log = (
            some.drop("line", "ranking")
            .rename(_RENAMED)
            .with_columns(
                pl.col("voted_at").fill_null(now),
                pl.col("voted_at").is_not_null().cast(pl.Int16).alias("has_time"),
            )
        )
        filled = log.select(column for column in log if column.null_count() < log.height)
        imports.append(session, arena.id, filled)
        log_rankings.append(session, arena.id, placed(some))
        progress("storing votes", min(start + SLICE, rows.height), rows.height)


def _rate(session: WriteSession, arena: Arena, upto: int, progress: Progress) -> None:
    """Fold the appended votes as they are in the log, and store the ratings."""
    names = IdCache()
    new = upto - arena.last_position
    book = empty_state(arena, new)
    book.load(ratings.of_arena(session, arena.id))
    folding = Folding(session, arena, book, lambda i: names.axes(session, i), closing(session, arena.id))
    folding.run(upto, lambda at: progress("rating votes", at - arena.last_position, new))
    arenas.advance(session, save(session, folding, arena.revision + 1))
