"""What was understood of a file of votes: counted from its rows before they become votes of the arena."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from service.arena.access.voters import code_of
from service.arena.imports.arenas import ABSENT
from service.arena.imports.readers.frames import line_of
from service.arena.imports.votes.names import SIDES, Ids
from service.arena.imports.votes.placeholders import is_placeholder
from service.arena.imports.votes.ranked import models_in, parse
from service.arena.imports.votes.reading import Reading
from service.arena.imports.votes.rows import VoteFile
from service.arena.recording.theme_names import ThemeNames
from service.db.engine import ReadSession
from service.db.queries import imports
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import RANKED, Outcome, outcome_label

FIRST_ROWS = 5


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A row as it was understood. The voter is the code of a keyed hash; the time is ISO 8601, in UTC."""

    line: int
    model_left: str
    model_right: str
    outcome: str
    themes: tuple[str, ...]
    language: str | None
    prompt: str | None
    voter: str | None
    voted_at: str | None
    external_id: str | None


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a file's votes, in ISO 8601: the first, the last, and how many votes have none."""

    first: str | None = None
    last: str | None = None
    missing: int = 0


@dataclass(frozen=True, slots=True)
class NewNames:
    """What an import adds to the catalog: the arena, models and themes, languages, and how many prompts."""

    arena: bool = False
    models: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    prompts: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """What was understood of the good rows of a file; the last two are as in `VoteFile`."""

    reading: Reading = field(default_factory=Reading)
    rows: tuple[VoteRow, ...] = ()
    outcomes: dict[str, int] = field(default_factory=dict)
    times: Times = Times()
    new: NewNames = NewNames()
    unknown_languages: dict[str, int] = field(default_factory=dict)
    cut_prompts: int = 0


def survey(session: ReadSession, arena: Arena, file: VoteFile, ids: Ids, *, adds: bool) -> Survey:
    """Return what the good rows of a file contain, and what of it the import ``adds`` to the catalog."""
    rows = file.rows
    return Survey(
        reading=file.reading,
        rows=tuple(_row(file, row) for row in rows.head(FIRST_ROWS).iter_rows(named=True)),
        outcomes=_outcomes(rows),
        times=_times(rows),
        new=_new(session, arena, file, ids) if adds else NewNames(),
        unknown_languages=file.unknown_languages,
        cut_prompts=file.cut_prompts,
    )


def _row(file: VoteFile, row: dict[str, int | str | None]) -> VoteRow:
    stratum = file.strata[_number(row["stratum"])]
    prompt, voter, voted_at = row["prompt"], row["voter"], row["voted_at"]
    return VoteRow(
        line=line_of(_number(row["line"])),
        model_left=file.models[_number(row["model_left"])][1],
        model_right=file.models[_number(row["model_right"])][1],
        outcome=_said(file, row),
        themes=stratum.themes,
        language=stratum.language or None,
        prompt=None if prompt is None else file.prompts[_number(prompt)].text,
        voter=None if voter is None else code_of(_number(voter)),
        voted_at=None if voted_at is None else clock.to_text(_number(voted_at)),
        external_id=None if row["external_id"] is None else str(row["external_id"]),
    )


def _said(file: VoteFile, row: dict[str, int | str | None]) -> str:
    """Return the outcome in words, with the places of all models if it is a ranking."""
    outcome = outcome_label(_number(row["outcome"]))
    if row["ranking"] is None:
        return outcome
    places = zip(*parse(str(row["ranking"])), strict=True)
    return f"{outcome}: {', '.join(f'{rank}. {file.models[model][1]}' for model, rank in places)}"


def _number(value: str | int | None) -> int:
    return int(value or 0)


def _outcomes(rows: pl.DataFrame) -> dict[str, int]:
    counts = dict(rows.group_by("outcome").len().iter_rows())
    outcomes = [*map(int, Outcome), *([RANKED] if RANKED in counts else [])]
    return {outcome_label(outcome): counts.get(outcome, 0) for outcome in outcomes}


def _times(rows: pl.DataFrame) -> Times:
    first, last = rows.select(pl.col("voted_at").min().alias("first"), pl.col("voted_at").max()).row(0)
    return Times(
        first=None if first is None else clock.to_text(first),
        last=None if last is None else clock.to_text(last),
        missing=rows["voted_at"].null_count(),
    )


def _new(session: ReadSession, arena: Arena, file: VoteFile, ids: Ids) -> NewNames:
    rows = file.rows
    used = {*models_in(rows["ranking"]), *(i for side in SIDES for i in rows[side].unique())}
    models = {i for i in used if is_placeholder(ids.models[i])}
    strata = [file.strata[i] for i in rows["stratum"].unique() if is_placeholder(ids.strata[i])]
    themes, known = {theme for stratum in strata for theme in stratum.themes}, ThemeNames(session)
    languages = {stratum.language for stratum in strata if stratum.language}
    prompts = rows["prompt"].drop_nulls().unique()
    return NewNames(
        arena=arena.id == ABSENT,
        models=tuple(sorted(file.models[i][1] for i in models)),
        themes=tuple(sorted(theme for theme in themes if known.find(theme) is None)),
        languages=tuple(sorted(languages - imports.known_languages(session, arena.id))),
        prompts=sum(is_placeholder(ids.prompts[i]) for i in prompts),
    )
