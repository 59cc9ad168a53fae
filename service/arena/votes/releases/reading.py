"""What a release is made from, read from the database in one snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from service.arena.access import releases as voter_numbers
from service.arena.access.releases import Release
from service.arena.access.signing import mac
from service.arena.archive.sealing import MOST_VOTES
from service.arena.boards.boards import ModelFacts
from service.arena.catalog import arenas
from service.arena.progress import Progress, silent
from service.arena.votes.exports import PART
from service.arena.votes.log import read_log
from service.arena.votes.releases import vote_frames
from service.arena.votes.releases.manifests import Header
from service.arena.votes.releases.refolding import ReleasedLog
from service.db.engine import ReadSession
from service.db.queries import models, prompt_categories, ratings
from service.db.queries.log import released
from service.db.queries.models import ModelRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import Axis, PromptCategory
from service.errors import Invalid

MODELS: dict[str, Any] = {
    "id": pl.Int64,
    "model": pl.String,
    "name": pl.String,
    "organization": pl.String,
    "organization_name": pl.String,
    "released": pl.String,
    "license": pl.String,
    "license_url": pl.String,
    "weights_open": pl.String,
    "commercial_use": pl.String,
    "capabilities": pl.List(pl.String),
    "retired": pl.Boolean,
}
PROMPTS: dict[str, Any] = {
    "id": pl.Int64,
    "text": pl.String,
    "themes": pl.List(pl.String),
    "language": pl.String,
}
_SEPARATOR = ";"

Ratings = Mapping[tuple[Axis, str], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Contents:
    """A release before it is written. ``ratings`` are the stored ones."""

    header: Header
    log: ReleasedLog
    models: pl.DataFrame
    prompts: pl.DataFrame
    ratings: Ratings


def read(session: ReadSession, slug: str, secret: bytes, progress: Progress = silent) -> Contents:
    """Return what the release of an arena is made from. Raise NotFound, and Invalid without a public vote."""
    arena = arenas.get(session, slug)
    position = (
        arena.last_position
    )  # the end of the public log: later votes are not rated, or wait to be shown
    if not position:
        raise Invalid(f"there is no vote in {slug} that could be released")
    votes = list(_votes(session, arena, position, _numbers(arena, secret, position), progress))
    as_of = _time_of_last(votes)
    named = _models(session, votes)
    header = Header.of(arena, position, clock.to_text(as_of))
    return Contents(
        header,
        ReleasedLog(
            header.to_arena(),
            position,
            as_of,
            votes,
            {row.id: (row.slug, _facts(row)) for row in named},
            _categories(session, arena, votes),
        ),
        pl.DataFrame([_model(row) for row in named], schema=MODELS, orient="row"),
        _prompts(session, arena, position),
        _ratings(session, arena),
    )


def _numbers(arena: Arena, secret: bytes, position: int) -> Release:
    """Return the release of the voters' numbers: the same for the same log, another for every other one."""
    key = mac(secret, b"release", b"%d:%d" % (arena.id, position))
    return voter_numbers.Release(str(position), key)


def _votes(
    session: ReadSession, arena: Arena, position: int, release: Release, progress: Progress
) -> Iterable[pl.DataFrame]:
    """Yield the votes in tables of at most a million."""
    for start in range(0, position, MOST_VOTES):
        end = min(start + MOST_VOTES, position)
        parts = []
        for after in range(start, end, PART):
            rows = read_log(session, arena.slug, after, min(PART, end - after), release)
            parts.append(vote_frames.of_rows(rows))
            progress("reading the votes", after + len(rows), position)
        yield pl.concat(parts)


def _time_of_last(votes: Sequence[pl.DataFrame]) -> int:
    return int(votes[-1]["voted_at"].to_physical()[-1])


def _models(session: ReadSession, votes: Sequence[pl.DataFrame]) -> list[ModelRow]:
    named: set[str] = set()
    for part in votes:
        for column in (part["model_left"], part["model_right"], part["models"].explode().drop_nulls()):
            named.update(column.unique().to_list())
    ids = models.ids_of(session, named).values()
    return sorted(models.of_ids(session, ids).values(), key=lambda row: row.id)


def _categories(
    session: ReadSession, arena: Arena, votes: Sequence[pl.DataFrame]
) -> dict[int, PromptCategory]:
    """Return the prompt categories of the votes by id. Those of prompts that nobody voted on say nothing."""
    named = {
        (tuple(themes), language or "")
        for part in votes
        for themes, language in part.select("themes", "language").unique().iter_rows()
    }
    every = prompt_categories.of_arena(session, arena.id)
    return {i: one for i, one in sorted(every.items()) if (one.themes, one.language) in named}


def _facts(row: ModelRow) -> ModelFacts:
    return ModelFacts(
        row.name,
        row.organization,
        row.organization_name,
        row.license_name,
        None,
        row.retired_at is not None,
        row.weights_open,
        row.commercial_use,
        row.released,
    )


def _model(row: ModelRow) -> Sequence[object]:
    return (
        row.id,
        row.slug,
        row.name,
        row.organization,
        row.organization_name,
        row.released,
        row.license_name,
        row.license_url,
        row.weights_open,
        row.commercial_use,
        json.loads(row.capabilities),
        row.retired_at is not None,
    )


def _prompts(session: ReadSession, arena: Arena, position: int) -> pl.DataFrame:
    rows = [
        (row.id, row.text, row.themes.split(_SEPARATOR) if row.themes else [], row.language or None)
        for row in released.prompts_upto(session, arena.id, position)
    ]
    return pl.DataFrame(rows, schema=PROMPTS, orient="row")


def _ratings(session: ReadSession, arena: Arena) -> Ratings:
    axes = prompt_categories.axes_of_arena(session, arena.id)
    slugs = models.slugs(session)
    return {(axes[row[0]], slugs[row[1]]): row[2:] for row in ratings.of_arena(session, arena.id)}


def facts_of(frame: pl.DataFrame) -> dict[int, tuple[str, ModelFacts]]:
    """Return the models of a release's table, by id, as boards show them."""
    return {
        row["id"]: (
            row["model"],
            ModelFacts(
                row["name"],
                row["organization"],
                row["organization_name"],
                row["license"],
                None,
                row["retired"],
                row["weights_open"],
                row["commercial_use"],
                row["released"],
            ),
        )
        for row in frame.iter_rows(named=True)
    }
