"""Writing a release to a folder: tables, the chain of the votes, the card, and last the manifest."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from service.arena.archive.manifests import Manifest
from service.arena.votes.releases import cards, manifests
from service.arena.votes.releases.manifests import ReleasedFile, ReleaseManifest
from service.arena.votes.releases.reading import Contents
from service.arena.votes.releases.refolding import Refolded
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.votes import log_day

CARD = "README.md"


class _Files:
    """The files of a folder that are written, with what the manifest says of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.written: dict[str, ReleasedFile] = {}

    def add(self, name: str, data: bytes, rows: int | None = None) -> ReleasedFile:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.written[name] = ReleasedFile(hashlib.sha256(data).hexdigest(), len(data), rows)
        return self.written[name]


def write(folder: Path, contents: Contents, refolded: Refolded) -> ReleaseManifest:
    """Write the files of a release to a folder; return its manifest."""
    files = _Files(folder)
    head = _write_votes(files, contents)
    tables = {"models": contents.models, "prompts": contents.prompts, **refolded.tables}
    for name, frame in tables.items():
        files.add(f"data/{name}.parquet", encode(frame), frame.height)
    made = ReleaseManifest(
        contents.header, contents.header.params.method_version, refolded.counted, head, files.written
    )
    files.add(CARD, cards.card(made).encode())
    (folder / manifests.FILE).write_bytes(made.encode())
    return made


def encode(frame: pl.DataFrame) -> bytes:
    """Return a table as a Parquet file: the same bytes for the same table."""
    target = io.BytesIO()
    frame.write_parquet(target, compression="zstd", compression_level=9)
    return target.getvalue()


def votes_file(number: int) -> str:
    """Return the name of a file of votes; the first is number 1."""
    return f"data/votes/{number:05}.parquet"


def chain_file(number: int) -> str:
    """Return the name of the manifest of a file of votes."""
    return f"chain/{number:05}.json"


def _write_votes(files: _Files, contents: Contents) -> str:
    """Write the votes, each file with a manifest that has the hash of the one before it; return the last."""
    previous, day, link = None, None, links(contents)
    for number, frame in enumerate(contents.log.votes, 1):
        file = files.add(votes_file(number), encode(frame), frame.height)
        first, day = days(frame, day)
        manifest = link(frame, first, day, file, previous)
        previous = files.add(chain_file(number), manifest.encode()).sha256
    return previous or ""


def days(frame: pl.DataFrame, before: int | None) -> tuple[int, int]:
    """Return the log days of the first and last vote of a table, given the day of the vote before it."""
    times = frame["voted_at"].to_physical()
    first = log_day(before, int(times[0]))
    return first, max(first, int(times.max() or 0) // clock.DAY)  # type: ignore[arg-type]


Link = Callable[[pl.DataFrame, int, int, ReleasedFile, str | None], Manifest]


def links(contents: Contents) -> Link:
    """Return what makes the manifests of an arena's chain."""
    names = {str(i): slug for i, (slug, _) in contents.log.models.items()}
    categories = {str(i): _category(one) for i, one in contents.log.categories.items()}

    def link(
        frame: pl.DataFrame, first: int, last: int, file: ReleasedFile, previous: str | None
    ) -> Manifest:
        return Manifest(
            contents.header.arena,
            int(frame["position"][0]),
            int(frame["position"][-1]),
            clock.day_text(first),
            clock.day_text(last),
            file.sha256,
            file.bytes,
            previous,
            contents.header.parameters,
            names,
            categories,
        )

    return link


def _category(category: PromptCategory) -> Mapping[str, str | list[str]]:
    return {"themes": list(category.themes), "language": category.language}
