"""The samples of files of other tools, and the votes in them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from service.arena.access.voters import hash_voter
from service.arena.imports.readers.tables import open_table
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import read_votes
from service.arena.imports.votes.layout import layout_of
from service.arena.imports.votes.presets import PRESETS
from service.arena.imports.votes.rows import VoteFile
from service.domain.votes import Outcome

SAMPLES = Path(__file__).parents[2] / "arena/imports/presets/samples"
SECRET = b"secret"


class Vote(NamedTuple):
    """A vote as a file's author would say it; ``voter`` is a hash."""

    left: str
    right: str
    outcome: str
    prompt: str | None = None
    themes: str = ""
    language: str = ""
    at: str | None = None
    id: str | None = None
    voter: int | None = None


def voter(name: str) -> int:
    """Return what a vote keeps of its voter."""
    return hash_voter(SECRET, name)


def sample(preset: str) -> Path:
    """Return the sample of a preset, which has its name."""
    return next(path for path in SAMPLES.iterdir() if path.stem == preset)


def read(path: Path, preset: str | None = None, maps: Iterable[str] = ()) -> VoteFile:
    """Return a file as it is read."""
    return read_votes(path, Columns.of(maps, preset=preset), SECRET)


def votes_of(preset: str) -> list[Vote]:
    """Return the votes of a preset's sample in its order, none of which may be refused."""
    file = read(sample(preset))
    assert file.refused == []
    return votes_in(file)


def rankings_of(preset: str) -> list[tuple[object, object]]:
    """Return the models and the ranks of the rankings in a preset's sample."""
    found, table = next(one for one in PRESETS if one.name == preset), open_table(sample(preset))
    layout = layout_of(found.fields(), (*table.columns, *found.gives))
    batches = table.batches(layout.wanted() | found.wanted(table.columns))
    frames = [
        layout.pick(found.votes(batch).frame).select("models", "ranks").drop_nulls() for batch in batches
    ]
    return [(json.loads(models), json.loads(ranks)) for frame in frames for models, ranks in frame.rows()]


def votes_in(file: VoteFile) -> list[Vote]:
    """Return the votes of a file in its order."""
    return [_vote(file, row) for row in file.rows.rows(named=True)]


def _vote(file: VoteFile, row: dict[str, Any]) -> Vote:
    stratum, at, prompt = file.strata[row["stratum"]], row["voted_at"], row["prompt"]
    return Vote(
        left=file.models[row["model_left"]][1],
        right=file.models[row["model_right"]][1],
        outcome=Outcome(row["outcome"]).label,
        prompt=None if prompt is None else file.prompts[prompt].text,
        themes=", ".join(stratum.themes),
        language=stratum.language,
        at=None if at is None else _time(at),
        id=row["external_id"],
        voter=row["voter"],
    )


def _time(microseconds: int) -> str:
    whole, rest = divmod(microseconds, 1_000_000)
    moment = datetime.fromtimestamp(whole, UTC).replace(microsecond=rest)
    return moment.isoformat(sep=" ").removesuffix("+00:00")
