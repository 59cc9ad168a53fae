"""From a vote file's own numbers to the database's ids: new names are created, or their rows refused."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from service.arena.catalog import models as model_cases
from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes.rows import VoteFile
from service.arena.recording.id_cache import IdCache
from service.arena.recording.vote_batches import retired_model
from service.db.engine import ReadSession, WriteSession
from service.db.queries import imports, models, prompt_categories
from service.domain import clock
from service.domain.arenas import Arena

_SIDES = ("model_left", "model_right")

# Unknown names in a column: the number in the file, and the reason for refusing it.
Unknown = Mapping[int, str]


def refuse_unknown(
    session: ReadSession, arena: Arena, file: VoteFile, rows: pl.DataFrame
) -> tuple[pl.DataFrame, list[Refused]]:
    """Return the rows that contain only known names, and the refused ones."""
    unknown_models = _unknown_models(session, file)
    unknown = {
        **dict.fromkeys(_SIDES, unknown_models),
        "stratum": _unknown_strata(session, arena, file),
        "prompt": _unknown_prompts(session, arena, file),
    }
    bad = pl.any_horizontal(
        pl.col(column).is_in(list(numbers)).fill_null(value=False) for column, numbers in unknown.items()
    )
    refused = [
        Refused(row["line"], next(names[row[c]] for c, names in unknown.items() if row[c] in names))
        for row in rows.filter(bad).iter_rows(named=True)
    ]
    return rows.filter(~bad), refused


def refuse_retired(
    session: ReadSession, file: VoteFile, rows: pl.DataFrame
) -> tuple[pl.DataFrame, list[Refused]]:
    """Return the rows without retired models, and the refused ones."""
    known = models.ids_of(session, [slug for slug, _ in file.models])
    retired = models.retired(session, known.values())
    unwanted = {i: name for i, (slug, name) in enumerate(file.models) if known.get(slug) in retired}
    bad = pl.any_horizontal(pl.col(side).is_in(list(unwanted)) for side in _SIDES)
    refused = [
        Refused(
            row["line"], retired_model(next(unwanted[row[side]] for side in _SIDES if row[side] in unwanted))
        )
        for row in rows.filter(bad).iter_rows(named=True)
    ]
    return rows.filter(~bad), refused


def with_ids(session: WriteSession, arena: Arena, file: VoteFile, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the database's ids in place of the file's numbers; create what is new.

    The catalog must be touched and the arena locked.
    """
    model_ids = _model_ids(session, file, _used(rows, *_SIDES))
    strata_ids = _stratum_ids(session, arena, file, _used(rows, "stratum"))
    prompt_ids = _prompt_ids(session, arena, file, strata_ids, _used(rows, "prompt"))
    ids = {**dict.fromkeys(_SIDES, model_ids), "stratum": strata_ids, "prompt": prompt_ids}
    return rows.with_columns(_replaced(rows[column], known) for column, known in ids.items())


def _unknown_models(session: ReadSession, file: VoteFile) -> Unknown:
    known = models.ids_of(session, [slug for slug, _ in file.models])
    return {i: f"there is no model {slug!r}" for i, (slug, _) in enumerate(file.models) if slug not in known}


def _unknown_strata(session: ReadSession, arena: Arena, file: VoteFile) -> Unknown:
    themes = imports.known_themes(session, {theme for stratum in file.strata for theme in stratum.themes})
    languages = imports.known_languages(session, arena.id)
    unknown = {}
    for number, stratum in enumerate(file.strata):
        new = [f"theme {theme!r}" for theme in stratum.themes if theme not in themes]
        if stratum.language and stratum.language not in languages:
            new.append(f"language {stratum.language!r} in the arena")
        if new:
            unknown[number] = f"there is no {new[0]}"
    return unknown


def _unknown_prompts(session: ReadSession, arena: Arena, file: VoteFile) -> Unknown:
    known = imports.prompt_ids(session, arena.id, [prompt.digest for prompt in file.prompts])
    return {
        number: "the arena has no prompt with this text, these themes and this language"
        for number, prompt in enumerate(file.prompts)
        if prompt.digest not in known
    }


def _model_ids(session: WriteSession, file: VoteFile, used: list[int]) -> dict[int, int]:
    names = dict(file.models[number] for number in used)
    for slug in names.keys() - models.ids_of(session, names).keys():
        model_cases.create(session, slug, {"name": names[slug]})
    ids = models.ids_of(session, names)
    return {number: ids[file.models[number][0]] for number in used}


def _stratum_ids(session: WriteSession, arena: Arena, file: VoteFile, used: list[int]) -> dict[int, int]:
    chosen = [file.strata[number] for number in used]
    prompt_categories.add_themes(
        session, {theme: file.themes[theme] for stratum in chosen for theme in stratum.themes}
    )
    names = IdCache()
    return {number: names.category(session, arena.id, file.strata[number]) for number in used}


def _prompt_ids(
    session: WriteSession, arena: Arena, file: VoteFile, strata_ids: dict[int, int], used: list[int]
) -> dict[int, int]:
    digests = [file.prompts[number].digest for number in used]
    known = imports.prompt_ids(session, arena.id, digests)
    now = clock.now()
    new = [
        (arena.id, strata_ids[prompt.stratum], prompt.text, prompt.digest, now)
        for prompt in (file.prompts[number] for number in used)
        if prompt.digest not in known
    ]
    imports.add_prompts(session, new)
    ids = imports.prompt_ids(session, arena.id, digests) if new else known
    return {number: ids[digest] for number, digest in zip(used, digests, strict=True)}


def _used(rows: pl.DataFrame, *columns: str) -> list[int]:
    """Return the distinct numbers in the columns, in ascending order."""
    return pl.concat(rows[column].alias("") for column in columns).drop_nulls().unique().sort().to_list()


def _replaced(column: pl.Series, ids: dict[int, int]) -> pl.Series:
    if not ids:
        return column
    return column.replace_strict(list(ids), list(ids.values()), default=None, return_dtype=pl.Int32)
