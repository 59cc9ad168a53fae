"""Votes with the columns of Pick-a-Pic, which trainers of diffusion models read.

The images are in the table, as there. Its columns are those of ``yuvalkirstain/pickapic_v2``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

import polars as pl

from service.arena.votes.datasets.pictures import Pictures
from service.arena.votes.datasets.shards import Shards
from service.arena.votes.datasets.votes import DatasetVote, Need
from service.arena.votes.log import Row

SCHEMA: dict[str, Any] = {
    "are_different": pl.Boolean,
    "best_image_uid": pl.String,
    "caption": pl.String,
    "created_at": pl.Datetime("ns"),
    "has_label": pl.Boolean,
    "image_0_uid": pl.String,
    "image_0_url": pl.String,
    "image_1_uid": pl.String,
    "image_1_url": pl.String,
    "jpg_0": pl.Binary,
    "jpg_1": pl.Binary,
    "label_0": pl.Float64,
    "label_1": pl.Float64,
    "model_0": pl.String,
    "model_1": pl.String,
    "ranking_id": pl.Int64,
    "user_id": pl.Int64,
    "num_example_per_prompt": pl.Int64,
}
TIE = "tie"
_LABELS = {"left": (1.0, 0.0), "right": (0.0, 1.0), "tie": (0.5, 0.5)}


class PickapicWriter:
    """See DatasetWriter. ``counts`` has the number of votes on each prompt, ``site`` the service's URL."""

    need = Need(frozenset(_LABELS), images=True)
    part = 8  # at up to 1.5 MB for an image, a part has less than 25 MB

    def __init__(self, folder: Path, pictures: Pictures, counts: Counter[int], site: str) -> None:
        self._shards = Shards(folder / "data", SCHEMA)
        # An image is in many votes. Its file is made once, and removed at the end.
        self._files = folder / "files"
        self._pictures = pictures
        self._counts = counts
        self._site = site

    async def write(self, votes: Sequence[DatasetVote]) -> int:
        """See DatasetWriter."""
        damaged = await self._pictures.save((one for vote in votes for one in vote.pictures), self._files)
        intact = [vote for vote in votes if damaged.isdisjoint(one.path for one in vote.pictures)]
        rows = list(map(self._row, intact))
        self._shards.add(rows, sum(len(row["jpg_0"]) + len(row["jpg_1"]) for row in rows))
        return len(rows)

    def finish(self) -> None:
        """See DatasetWriter."""
        self._shards.finish()
        rmtree(self._files)

    def _row(self, vote: DatasetVote) -> Row:
        row, labels = vote.row, _LABELS[vote.row["outcome"]]
        uids = [str(side.image_id) for side in vote.sides or ()]
        values: Row = {}
        for number, picture in enumerate(vote.both):
            values |= {
                f"image_{number}_uid": uids[number],
                f"image_{number}_url": self._site + picture.url if self._site else None,
                f"jpg_{number}": (self._files / picture.path).read_bytes(),
                f"label_{number}": labels[number],
                f"model_{number}": row[f"model_{('left', 'right')[number]}"],
            }
        return {
            **values,
            "are_different": values["jpg_0"] != values["jpg_1"],
            "best_image_uid": TIE if labels[0] == labels[1] else uids[labels.index(1.0)],
            "caption": vote.prompt,
            "created_at": datetime.fromisoformat(row["voted_at"]).replace(tzinfo=None),
            "has_label": True,
            "ranking_id": row["id"],
            "user_id": None,  # who voted is never exported
            "num_example_per_prompt": self._counts[row["prompt_id"]],
        }
