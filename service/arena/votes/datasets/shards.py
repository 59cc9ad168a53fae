"""A split as several Parquet files, named as Hugging Face's hub names them."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfileobj, rmtree

from service.arena.votes.table_parts import TableParts

BYTES = 256_000_000
"""A file has at least this many, except the last one."""


class Shards:
    """The files of the split ``train`` in a folder, written part by part."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts_folder = folder / "parts"
        self._parts_folder.mkdir(parents=True)
        self._shards: list[Path] = []
        self._start()

    def add(self, part: bytes) -> None:
        """Add rows: a Parquet file with the columns of all others."""
        self._parts.add(part)
        self._size += len(part)
        if self._size >= BYTES:
            self._close()

    def finish(self) -> None:
        """Write the last file, and name all of them. There must be at least one part."""
        if self._size:
            self._close()
        self._parts_folder.rmdir()
        for number, shard in enumerate(self._shards):
            shard.rename(self._folder / f"train-{number:05}-of-{len(self._shards):05}.parquet")

    def _start(self) -> None:
        self._parts = TableParts(self._parts_folder)
        self._size = 0

    def _close(self) -> None:
        shard = self._folder / f"{len(self._shards)}.parquet"
        with self._parts.joined() as whole, shard.open("wb") as file:
            copyfileobj(whole, file)
        rmtree(self._parts_folder)
        self._parts_folder.mkdir()
        self._shards.append(shard)
        self._start()
