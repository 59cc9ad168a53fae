"""From a vote file's own numbers to the database's ids: new names are created, or their rows refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from service.arena.catalog.model_names import ModelNames, created
from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes.ranked import models_in, parse, renumbered, repeating
from service.arena.imports.votes.rows import VoteFile
from service.arena.recording.id_cache import IdCache
from service.arena.recording.theme_names import ThemeNames, add_themes
from service.arena.recording.vote_batches import retired_model
from service.db.engine import ReadSession, WriteSession
from service.db.queries import imports, prompts
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.names import look_alikes

SIDES = ("model_left", "model_right")

# Unknown names in a column: the number in the file, and the reason for refusing it.
Unknown = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Ids:
    """An id or a placeholder for each number of a file's models, strata and prompts; 0 for those not used."""

    models: Sequence[int]
    strata: Sequence[int]
    prompts: Sequence[int]

    def put(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with these in place of the file's numbers."""
        columns = {**dict.fromkeys(SIDES, self.models), "stratum": self.strata, "prompt": self.prompts}
        numbered = (pl.Series(name, ids, dtype=pl.Int32).gather(rows[name]) for name, ids in columns.items())
        rows = rows.with_columns(*numbered)
        if rows.select(pl.col("ranking").is_null().all()).item():
            return rows
        return rows.with_columns(renumbered(rows["ranking"], self.models.__getitem__))


def refuse_unknown(
    session: ReadSession, arena: Arena, file: VoteFile, rows: pl.DataFrame
) -> tuple[pl.DataFrame, list[Refused]]:
    """Return the rows that contain only known names, and the refused ones."""
    others = {
        "stratum": _unknown_strata(session, arena, file),
        "prompt": _unknown_prompts(session, arena, file),
    }
    return _refused(rows, _unknown_models(session, file), others)


def refuse_retired(
    session: ReadSession, file: VoteFile, rows: pl.DataFrame
) -> tuple[pl.DataFrame, list[Refused]]:
    """Return the rows without retired models, and the refused ones."""
    known = ModelNames(session)
    found = {number: known.find(name) for number, (_, name) in enumerate(file.models)}
    retired = {
        number: retired_model(row.name) for number, row in found.items() if row and row.retired_at is not None
    }
    return _refused(rows, retired, {})


def _refused(
    rows: pl.DataFrame, models: Unknown, others: Mapping[str, Unknown]
) -> tuple[pl.DataFrame, list[Refused]]:
    """Return the rows without these models, on a side or in a ranking, and without the values of others."""
    rankings = {
        text: models[unwanted[0]]
        for text in rows["ranking"].drop_nulls().unique()
        if (unwanted := [model for model in parse(text).models if model in models])
    }
    reasons: Mapping[str, Mapping[Any, str]] = {
        **dict.fromkeys(SIDES, models),
        **others,
        "ranking": rankings,
    }
    bad = pl.any_horizontal(
        pl.col(column).is_in(list(values)).fill_null(value=False) for column, values in reasons.items()
    )
    refused = [
        Refused(row["line"], next(names[row[c]] for c, names in reasons.items() if row[c] in names))
        for row in rows.filter(bad).iter_rows(named=True)
    ]
    return rows.filter(~bad), refused


def created_ids(session: WriteSession, arena: Arena, file: VoteFile, rows: pl.DataFrame) -> Ids:
    """Return the database's ids of all that the rows name; create what is new.

    The catalog must be touched and the arena locked.
    """
    used = sorted({*_used(rows, *SIDES), *models_in(rows["ranking"])})
    models = _model_ids(session, file, used)
    strata = _stratum_ids(session, arena, file, _used(rows, "stratum"))
    prompts = _prompt_ids(session, arena, file, strata, _used(rows, "prompt"))
    return Ids(
        *(
            [known.get(number, 0) for number in range(len(names))]
            for known, names in ((models, file.models), (strata, file.strata), (prompts, file.prompts))
        )
    )


def refuse_one_model(
    file: VoteFile, named: pl.DataFrame, rows: pl.DataFrame
) -> tuple[pl.DataFrame, list[Refused]]:
    """Return the rows that compare two models, and those whose two names mean one, refused.

    ``named`` has the file's numbers and ``rows`` the database's ids of the same rows.
    """
    one_model = rows["model_left"] == rows["model_right"]
    refused = []
    if one_model.any():
        refused += [
            Refused(line, f"{file.models[left][1]!r} and {file.models[right][1]!r} are one model here")
            for line, left, right in named.filter(one_model).select("line", *SIDES).iter_rows()
        ]
    if again := repeating(rows["ranking"]):
        twice = ~one_model & rows["ranking"].is_in(again).fill_null(value=False)
        refused += [
            Refused(line, "two models of the ranking are one model here")
            for line in rows.filter(twice)["line"]
        ]
        one_model |= twice
    # Even a filter that keeps every row may copy them.
    return rows.filter(~one_model) if one_model.any() else rows, refused


def alike(session: ReadSession, file: VoteFile) -> list[tuple[str, str]]:
    """Return the names of a file's models and themes that people may take for others, with those."""
    return [
        *look_alikes((name for _, name in file.models), ModelNames(session).names),
        *look_alikes(file.themes.values(), ThemeNames(session).names),
    ]


def _unknown_models(session: ReadSession, file: VoteFile) -> Unknown:
    known = ModelNames(session)
    return {
        number: f"there is no model {name!r}"
        for number, (_, name) in enumerate(file.models)
        if known.find(name) is None
    }


def _unknown_strata(session: ReadSession, arena: Arena, file: VoteFile) -> Unknown:
    themes = ThemeNames(session)
    languages = imports.known_languages(session, arena.id)
    unknown = {}
    for number, stratum in enumerate(file.strata):
        new = [f"theme {theme!r}" for theme in stratum.themes if themes.find(theme) is None]
        if stratum.language and stratum.language not in languages:
            new.append(f"language {stratum.language!r} in the arena")
        if new:
            unknown[number] = f"there is no {new[0]}"
    return unknown


def _unknown_prompts(session: ReadSession, arena: Arena, file: VoteFile) -> Unknown:
    give_slugs(session, file)
    known = imports.prompt_ids(session, arena.id, [prompt.digest for prompt in file.prompts])
    return {
        number: "the arena has no prompt with this text, these themes and this language"
        for number, prompt in enumerate(file.prompts)
        if prompt.digest not in known
    }


def give_slugs(session: ReadSession, file: VoteFile) -> None:
    """Put slugs in place of the names of known themes into a file's categories and the digests of prompts."""
    themes = ThemeNames(session)
    slugged = [themes.slugged(stratum) or stratum for stratum in file.strata]
    changed = {n for n, (old, new) in enumerate(zip(file.strata, slugged, strict=True)) if old != new}
    if changed:
        file.strata = slugged
        file.prompts = [
            replace(one, digest=prompts.digest(one.text, slugged[one.stratum]))
            if one.stratum in changed
            else one
            for one in file.prompts
        ]


def _model_ids(session: WriteSession, file: VoteFile, used: list[int]) -> dict[int, int]:
    names = {number: file.models[number][1] for number in used}
    ids = created(session, names.values())
    return {number: ids[name] for number, name in names.items()}


def _stratum_ids(session: WriteSession, arena: Arena, file: VoteFile, used: list[int]) -> dict[int, int]:
    add_themes(session, {theme for number in used for theme in file.strata[number].themes})
    give_slugs(session, file)
    ids = IdCache()
    return {number: ids.category(session, arena.id, file.strata[number]) for number in used}


def _prompt_ids(
    session: WriteSession, arena: Arena, file: VoteFile, strata_ids: dict[int, int], used: list[int]
) -> dict[int, int]:
    digests = {number: file.prompts[number].digest for number in used}
    known = imports.prompt_ids(session, arena.id, digests.values())
    now = clock.now()
    new = {
        digest: (arena.id, strata_ids[prompt.stratum], prompt.text, digest, now)
        for number, digest in digests.items()
        if digest not in known
        for prompt in (file.prompts[number],)
    }
    imports.add_prompts(session, list(new.values()))
    ids = imports.prompt_ids(session, arena.id, digests.values()) if new else known
    return {number: ids[digest] for number, digest in digests.items()}


def _used(rows: pl.DataFrame, *columns: str) -> list[int]:
    """Return the distinct numbers in the columns, in ascending order."""
    return sorted({number for column in columns for number in rows[column].unique().drop_nulls()})
