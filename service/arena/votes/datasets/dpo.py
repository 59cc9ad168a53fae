"""Preferences for training by DPO: a prompt, the image that was chosen and the one that was rejected.

The folder is what Hugging Face's ``imagefolder`` reads: a row for each vote in ``metadata.jsonl``, and images
as files. A column ``chosen_file_name`` becomes the column ``chosen`` with images.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from service.arena.tables.encoding import SEPARATOR
from service.arena.votes.datasets.pictures import Pictures
from service.arena.votes.datasets.votes import DatasetVote, Need

SPLIT = "train"


class DpoWriter:
    """See DatasetWriter."""

    need = Need(frozenset({"left", "right"}), images=True)
    part = 500

    def __init__(self, folder: Path, pictures: Pictures) -> None:
        self._folder = folder / SPLIT
        self._pictures = pictures
        self._folder.mkdir()

    async def write(self, votes: Sequence[DatasetVote]) -> int:
        """See DatasetWriter."""
        damaged = await self._pictures.save((one for vote in votes for one in vote.pictures), self._folder)
        rows = [_row(vote) for vote in votes if damaged.isdisjoint(one.path for one in vote.pictures)]
        with (self._folder / "metadata.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return len(rows)

    def finish(self) -> None:
        """See DatasetWriter."""


def _row(vote: DatasetVote) -> dict[str, object]:
    """Return a row without nulls and empty lists: the reader takes the types of all rows from the first."""
    row = vote.row
    chosen, rejected = ("left", "right") if row["outcome"] == "left" else ("right", "left")
    paths = dict(zip(("left", "right"), (picture.path for picture in vote.both), strict=True))
    return {
        "prompt": vote.prompt or "",
        "chosen_file_name": paths[chosen],
        "rejected_file_name": paths[rejected],
        **({} if vote.source is None else {"source_file_name": vote.source.path}),
        "chosen_model": row[f"model_{chosen}"],
        "rejected_model": row[f"model_{rejected}"],
        "themes": SEPARATOR.join(row["themes"]),
        "language": row["language"] or "unknown",
        "voted_at": row["voted_at"],
        "vote_id": row["id"],
    }
