"""What an import of votes would do: everything that it would report, found out without a write.

Names that the database does not know get placeholders instead of ids, so that duplicates are found by the
same function as in the import. Placeholders are negative, and nothing in the log has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from service.arena.catalog.model_names import ModelNames
from service.arena.imports.arenas import find_arena
from service.arena.imports.missing_columns import MissingColumns
from service.arena.imports.previews.guesses import guess
from service.arena.imports.previews.surveys import survey
from service.arena.imports.readers.frames import Refused
from service.arena.imports.readers.tables import Row, Table, open_table
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.duplicates import drop_known
from service.arena.imports.votes.importing import Report, read_table
from service.arena.imports.votes.known_columns import KNOWN, found
from service.arena.imports.votes.names import alike, refuse_one_model, refuse_unknown
from service.arena.imports.votes.rows import VoteFile
from service.arena.progress import Progress, silent
from service.arena.recording.id_cache import IdCache
from service.arena.recording.redating import check_day
from service.db.engine import ReadSession
from service.db.queries import imports
from service.domain import clock
from service.domain.arenas import Arena
from service.errors import Invalid

SHOWN = 3
"""How many rows of a file are shown as they stand there."""

_SIDES = ("model_left", "model_right")
# Fields without which a file can be read, but not as well.
_OPTIONAL = ("voted_at", "prompt")


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose for an import of votes: the arena, and how the file is read."""

    slug: str
    columns: Columns
    task: str | None = None
    format: str | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of votes: its format, what its reader assumed, its columns and first rows.

    ``votes`` is None where it cannot be read as chosen, and ``problem`` says why. ``guesses`` are the columns
    that fields may be in for which none was found.
    """

    format: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    sample: list[Row]
    votes: VoteFile | None
    problem: str
    guesses: Mapping[str, str]


def open_votes(
    source: Path | str, choices: Choices, secret: bytes, progress: Progress = silent
) -> OpenedFile:
    """Return a file as `read_votes` reads it, and what is known of it where that fails.

    Raise Malformed for a broken file, and Invalid for an unknown format.
    """
    table = open_table(source, choices.format)
    votes, problem, missing, unused = None, "", set(_OPTIONAL), table.columns
    try:
        votes = read_table(table, choices.columns, secret, progress=progress)
    except MissingColumns as error:
        problem, missing = error.detail, {*_OPTIONAL, *error.fields}
        unused = _unused(table, choices.columns)
    except Invalid as error:
        problem = error.detail
    else:
        unused, missing = votes.reading.unused, set(_OPTIONAL) - votes.reading.columns.keys()
    return OpenedFile(
        format=table.format,
        notes=table.notes,
        columns=table.columns,
        sample=table.sample[:SHOWN],
        votes=votes,
        problem=problem,
        guesses=guess(unused, table.sample, missing - choices.columns.mapped.keys()),
    )


def _unused(table: Table, columns: Columns) -> tuple[str, ...]:
    """Return the columns that no field was read from."""
    names = {name for names in (*columns.mapped.values(), *KNOWN.values()) for name in names}
    return tuple(name for name in table.columns if name not in found(names, table.columns))


def preview_votes(
    session: ReadSession, file: VoteFile, slug: str, *, task: str | None = None, strict: bool = False
) -> Report:
    """Return what `import_votes` would report, and change nothing. Raise as it does."""
    arena = find_arena(session, slug, task)
    check_day(arena, clock.now())
    look_alikes = alike(session, file)
    understood = survey(session, arena, file, strict=strict)
    rows, refused = file.take(), list[Refused]()
    if strict:
        rows, refused = refuse_unknown(session, arena, file, rows)
    named, rows = rows, _with_placeholders(session, arena, file, rows)
    rows, of_one_model = refuse_one_model(file, named, rows)
    new, _ = drop_known(session, arena, rows)
    return Report(
        arena=slug,
        accepted=new.height,
        duplicates=rows.height - new.height,
        rejected=sorted([*file.refused, *refused, *of_one_model]),
        positions=(arena.last_position + 1, arena.last_position + new.height) if new.height else None,
        filtered=file.filtered,
        voided=file.voided,
        look_alikes=look_alikes,
        survey=understood,
    )


def _with_placeholders(
    session: ReadSession, arena: Arena, file: VoteFile, rows: pl.DataFrame
) -> pl.DataFrame:
    """Return the rows with ids in place of the file's numbers, and placeholders for what has no id yet."""
    models, cache = ModelNames(session).ids(name for _, name in file.models), IdCache()
    known_prompts = imports.prompt_ids(session, arena.id, [prompt.digest for prompt in file.prompts])
    of_models = _or_placeholder(models.get(name) for _, name in file.models)
    ids = {
        **dict.fromkeys(_SIDES, of_models),
        "stratum": _or_placeholder(cache.find_category(session, arena.id, one) for one in file.strata),
        "prompt": _or_placeholder(known_prompts.get(prompt.digest) for prompt in file.prompts),
    }
    return rows.with_columns(
        pl.Series(name, numbers, dtype=pl.Int32).gather(rows[name]) for name, numbers in ids.items()
    )


def _or_placeholder(ids: Iterable[int | None]) -> list[int]:
    return [-1 - number if known is None else known for number, known in enumerate(ids)]
