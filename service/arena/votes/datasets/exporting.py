"""Export of votes as a folder: a dataset for another tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from service.arena.catalog import arenas
from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.arena.votes.datasets.cards import card
from service.arena.votes.datasets.dpo import DpoWriter
from service.arena.votes.datasets.huggingface import HuggingFaceWriter
from service.arena.votes.datasets.pickapic import PickapicWriter
from service.arena.votes.datasets.pictures import Pictures
from service.arena.votes.datasets.votes import DAMAGED, DatasetVote, Need, read_votes, why_left_out
from service.arena.votes.exports import Exported
from service.blobs.outputs import open_folder
from service.domain.arenas import Arena
from service.errors import Invalid

PLACES = {"dpo": "train/**", "pickapic": "data/train-*", "huggingface": "train/**"}
"""The formats, and the pattern of their files."""

# Votes are counted by prompt in parts of this many: nothing but rows is read.
_COUNTED = 5_000


class DatasetWriter(Protocol):
    """Writes votes to a folder, part by part."""

    need: Need
    part: int
    """The number of votes in a part."""

    async def write(self, votes: Sequence[DatasetVote]) -> int:
        """Write votes that have what is needed; return how many, without those whose images are damaged."""

    def finish(self) -> None:
        """Complete the files. At least one vote was written."""


class _Log(NamedTuple):
    """The votes to export: the arena's, as far as they went at the start."""

    services: Services
    arena: Arena


async def export_dataset(
    services: Services, slug: str, format_: str, place: str, progress: Progress = silent
) -> Exported:
    """Write the votes that a format can have to a new folder.

    Raise NotFound, Invalid if no vote has what the format needs, Unavailable if the images are away, and as
    `open_folder`. Then nothing is left.
    """
    log = _Log(services, await services.database.read(arenas.get, slug))
    with open_folder(place) as folder:
        done = await _fill(log, await _writer(log, format_, folder), progress)
        if not done.votes:
            reasons = ", ".join(f"{count} {reason}" for reason, count in done.left_out.items())
            raise Invalid(f"no vote has what {format_} needs: {reasons or 'there are no votes'}")
        text = card(log.arena, format_, PLACES[format_], done.votes, done.left_out)
        (folder / "README.md").write_text(text, encoding="utf-8")
    return done


async def _writer(log: _Log, format_: str, folder: Path) -> DatasetWriter:
    pictures = Pictures(log.services)
    if format_ == "pickapic":
        counts = await _count_by_prompt(log, PickapicWriter.need)
        return PickapicWriter(folder, pictures, counts, log.services.settings.public_url)
    return DpoWriter(folder, pictures) if format_ == "dpo" else HuggingFaceWriter(folder, pictures)


async def _fill(log: _Log, writer: DatasetWriter, progress: Progress) -> Exported:
    left_out: Counter[str] = Counter()
    written = done = 0
    last = log.arena.last_position
    async for part in read_votes(log.services.database, log.arena.slug, last, writer.part):
        reasons = [why_left_out(vote, writer.need) for vote in part]
        left_out.update(reason for reason in reasons if reason is not None)
        kept = [vote for vote, reason in zip(part, reasons, strict=True) if reason is None]
        count = await writer.write(kept)
        written += count
        if count < len(kept):
            left_out[DAMAGED] += len(kept) - count
        done += len(part)
        progress("writing", done, last)
    if written:
        writer.finish()
    return Exported(written, left_out)


async def _count_by_prompt(log: _Log, need: Need) -> Counter[int]:
    """Return how many votes on each prompt have what a format needs."""
    counts: Counter[int] = Counter()
    async for part in read_votes(log.services.database, log.arena.slug, log.arena.last_position, _COUNTED):
        counts.update(vote.row["prompt_id"] for vote in part if why_left_out(vote, need) is None)
    return counts
