"""Everything that the log has of votes that count, with images where there are any.

The folder is what Hugging Face's ``imagefolder`` reads: a row for each vote in ``metadata.parquet``, which
keeps the types of columns without a value, and images as files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copyfileobj, rmtree
from typing import Any

import polars as pl

from service.arena.tables.parts import TableParts
from service.arena.votes import frames
from service.arena.votes.datasets.dpo import SPLIT
from service.arena.votes.datasets.pictures import Pictures
from service.arena.votes.datasets.votes import DatasetVote, Need, Picture
from service.arena.votes.log import Row, encode
from service.domain.votes import OUTCOMES

# Those of the log that say something of a vote that counts, and the images.
LOGGED = frames.COLUMNS[: frames.COLUMNS.index("voided_at")]
COLUMNS = (
    *LOGGED,
    "prompt",
    "left_file_name",
    "right_file_name",
    "source_file_name",
    "models",
    "ranks",
)
_NULLABLE: dict[str, Any] = {
    **dict.fromkeys(COLUMNS, pl.String),
    "id": pl.Int64,
    "position": pl.Int64,
    "prompt_id": pl.Int64,
    "themes": pl.List(pl.String),
    "models": pl.List(pl.String),
    "ranks": pl.List(pl.Int64),
}
_RANKED = "ranked"


class HuggingFaceWriter:
    """See DatasetWriter. A vote whose image is damaged or withdrawn is written without that image."""

    need = Need(frozenset((*OUTCOMES, _RANKED)), images=False)
    part = 2_000

    def __init__(self, folder: Path, pictures: Pictures) -> None:
        self._folder = folder / SPLIT
        self._pictures = pictures
        self._parts_folder = folder / "parts"
        self._folder.mkdir()
        self._parts_folder.mkdir()
        self._parts = TableParts(self._parts_folder)

    async def write(self, votes: Sequence[DatasetVote]) -> int:
        """See DatasetWriter."""
        damaged = await self._pictures.save((one for vote in votes for one in vote.pictures), self._folder)
        rows = [_row(vote, damaged) for vote in votes]
        if rows:
            self._parts.add(encode(rows, "parquet", COLUMNS, _NULLABLE))
        return len(rows)

    def finish(self) -> None:
        """See DatasetWriter."""
        with self._parts.joined() as whole, (self._folder / "metadata.parquet").open("wb") as file:
            copyfileobj(whole, file)
        rmtree(self._parts_folder)


def _row(vote: DatasetVote, damaged: set[str]) -> Row:
    left, right = (side.picture for side in vote.sides) if vote.sides else (None, None)
    named: Mapping[str, Picture | None] = {"left": left, "right": right, "source": vote.source}
    return {
        **{name: vote.row[name] for name in LOGGED},
        "prompt": vote.prompt,
        **{
            f"{name}_file_name": None if picture is None or picture.path in damaged else picture.path
            for name, picture in named.items()
        },
        "models": vote.row.get("models"),
        "ranks": vote.row.get("ranks"),
    }
