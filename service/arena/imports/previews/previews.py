"""What an import of votes would do: everything that it would report, found out without a write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from service.arena.imports.arenas import find_arena
from service.arena.imports.missing_columns import MissingColumns
from service.arena.imports.previews.guesses import Guesses, guess
from service.arena.imports.previews.outcome_words import meanings
from service.arena.imports.readers.frames import Row
from service.arena.imports.readers.tables import Table, open_table
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import read_table
from service.arena.imports.votes.known_columns import KNOWN, found
from service.arena.imports.votes.outcomes import UnknownOutcomes
from service.arena.imports.votes.planning import Mode, Report, plan_import
from service.arena.imports.votes.rows import VoteFile
from service.arena.progress import Progress, silent
from service.arena.recording.redating import check_day
from service.db.engine import ReadSession
from service.domain import clock
from service.errors import Invalid

SHOWN = 3
"""How many rows of a file are shown as they stand there."""

# Fields without which a file can be read, but not as well.
_OPTIONAL = ("voted_at", "prompt", "language", "voter")


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose for an import of votes: the arena, and how the file is read."""

    slug: str
    columns: Columns
    task: str | None = None
    format: str | None = None
    mode: Mode = field(default_factory=Mode)
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of votes: its format, what its reader assumed, its columns and first rows.

    ``votes`` is None where it cannot be read as chosen, and ``problem`` says why. ``guesses`` are columns
    that fields may be in for which none was found, ``words`` what unknown outcomes may mean.
    """

    format: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    sample: list[Row]
    votes: VoteFile | None
    problem: str
    guesses: Guesses
    words: Mapping[str, str]


def open_votes(
    source: Path | str, choices: Choices, secret: bytes, progress: Progress = silent
) -> OpenedFile:
    """Return a file as `read_votes` reads it, and what is known of it where that fails.

    Raise Malformed for a broken file, and Invalid for an unknown format.
    """
    table = open_table(source, choices.format, sheet=choices.sheet)
    votes, problem, unused = None, "", _unused(table, choices.columns)
    missing = {field for field in _OPTIONAL if not found(KNOWN[field], table.columns)}
    words: Sequence[str] = ()
    try:
        votes = read_table(table, choices.columns, secret, progress=progress)
    except MissingColumns as error:
        problem, missing = error.detail, missing.union(error.fields)
    except UnknownOutcomes as error:
        problem, words = error.detail, error.words
    except Invalid as error:
        problem = error.detail
    else:
        unused, missing = votes.reading.unused, missing - votes.reading.columns.keys()
    return OpenedFile(
        format=table.format,
        notes=table.notes,
        columns=table.columns,
        sample=table.sample[:SHOWN],
        votes=votes,
        problem=problem,
        words=meanings(words),
        guesses=guess(unused, table.sample, missing - choices.columns.mapped.keys()),
    )


def _unused(table: Table, columns: Columns) -> tuple[str, ...]:
    """Return the columns that no field was read from."""
    names = {name for names in (*columns.mapped.values(), *KNOWN.values()) for name in names}
    return tuple(name for name in table.columns if name not in found(names, table.columns))


def preview_votes(session: ReadSession, file: VoteFile, choices: Choices) -> Report:
    """Return what `import_votes` would report, and change nothing. Raise as it does."""
    arena = find_arena(session, choices.slug, choices.task)
    check_day(arena, clock.now())
    return plan_import(session, arena, file, choices.mode).report
