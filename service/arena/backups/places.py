"""Where backups are kept: one file, a folder or a bucket; and places with several of them, by date."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from service.arena.backups.archives import SUFFIX, ArchiveSource, ArchiveWriter, lock
from service.arena.backups.folders import FolderWriter, ShelfSource, ShelfWriter
from service.arena.backups.members import MANIFEST, Source, Writer
from service.arena.backups.streams import StreamWriter
from service.blobs.files import translated
from service.blobs.outputs import plain_file
from service.blobs.shelves import open_shelf
from service.errors import Invalid

_DATED = r"arena-\d{8}T\d{6}Z"
_ARCHIVE = re.compile(_DATED + re.escape(SUFFIX))
_PART = re.compile(rf"\.{_DATED}{re.escape(SUFFIX)}\.part")


def open_writer(place: str) -> Writer:
    """Return a new backup at a place: a file if its name ends with .tar.zst, a bucket's prefix, or a folder.

    Standard output (``-``), a pipe or a device gets what the file would have. Raise Conflict if there is a
    backup already, and Invalid for other URLs.
    """
    if _is_remote(place):
        return ShelfWriter(open_shelf(place), place)
    if plain_file(place) is None and not Path(place).is_dir():
        return StreamWriter(place)
    # Renamed onto a link, a backup would take its place.
    path = Path(os.path.realpath(place)) if Path(place).is_symlink() else Path(place)
    return ArchiveWriter(path) if place.endswith(SUFFIX) else FolderWriter(path)


def open_source(place: str) -> Source:
    """Return the backup at a place. Raise Invalid without one."""
    if not _is_remote(place) and Path(place).is_file():
        return ArchiveSource(Path(place))
    return ShelfSource(open_shelf(place), place)


def _is_remote(place: str) -> bool:
    if not place:
        raise Invalid("a backup needs a place: a file, a folder or s3://bucket/prefix")
    return bool(urlsplit(place).scheme)


def dated(place: str, moment: datetime) -> str:
    """Return where the backup of a moment (UTC) goes in a place with several."""
    name = f"arena-{moment:%Y%m%dT%H%M%SZ}"
    return f"{place.rstrip('/')}/{name}" if _is_remote(place) else str(Path(place) / f"{name}{SUFFIX}")


def prune(place: str, keep: int) -> Sequence[str]:
    """Remove all but the newest backups from a place, and what killed ones left; return the removed backups.

    Nothing but backups that `dated` named is touched.
    """
    return _prune_remote(place, keep) if _is_remote(place) else _prune_folder(Path(place), keep)


def _prune_folder(folder: Path, keep: int) -> Sequence[str]:
    with translated(str(folder)):
        entries = sorted(folder.iterdir())
        old = [path for path in entries if _ARCHIVE.fullmatch(path.name)][:-keep]
        for path in old:
            path.unlink()
        for path in entries:
            if _PART.fullmatch(path.name):
                with path.open("rb") as file:
                    if lock(file):  # the process that wrote it is gone
                        path.unlink()
    return [path.name for path in old]


def _prune_remote(place: str, keep: int) -> Sequence[str]:
    shelf = open_shelf(place)
    names = sorted(name for name in shelf.names() if re.match(rf"{_DATED}/", name))
    whole = [name.partition("/")[0] for name in names if name.endswith(f"/{MANIFEST}")]
    old, kept = whole[:-keep], whole[-keep:]
    # What is older than the oldest that is kept and has no manifest was killed, or half removed.
    gone = [name for name in names if kept and name.partition("/")[0] < kept[0]]
    for name in sorted(gone, key=lambda name: not name.endswith(f"/{MANIFEST}")):
        shelf.remove(name)
    return old
