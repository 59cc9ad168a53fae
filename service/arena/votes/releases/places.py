"""Where a release goes: a folder, a bucket, a dataset of the Hugging Face Hub, or a series in one of them.

A release is there as a whole or not at all. A folder gets its name last, a bucket the manifest, without which
its files are no release, and the Hub gets one commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Protocol
from urllib.parse import urlsplit

from service.arena.votes.releases import manifests
from service.arena.votes.releases.manifests import ReleaseManifest
from service.blobs import hub
from service.blobs.files import translated
from service.blobs.outputs import open_folder
from service.blobs.shelves import Shelf, open_shelf
from service.errors import ArenaError, Conflict, Invalid

_HUB = "hf"


class Place(Protocol):
    """A place for releases. ``put`` may block."""

    def put(self, folder: Path, manifest: ReleaseManifest) -> tuple[str, bool]:
        """Put a release there; return where exactly, and False if it was there already.

        Raise Conflict if there is something else, Unavailable or StorageFull.
        """


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A new or empty folder."""

    path: str

    def put(self, folder: Path, manifest: ReleaseManifest) -> tuple[str, bool]:
        """See Place."""
        if _is_at(Path(self.path), manifest):
            return self.path, False
        with open_folder(self.path) as draft, translated(self.path):
            # Not as a tree: the folder that it was written to is its owner's only.
            for name in (*manifest.files, manifests.FILE):
                (draft / name).parent.mkdir(parents=True, exist_ok=True)
                copyfile(folder / name, draft / name)
        return self.path, True


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """A prefix of a bucket, at which there is no release yet."""

    url: str

    def put(self, folder: Path, manifest: ReleaseManifest) -> tuple[str, bool]:
        """See Place."""
        shelf = open_shelf(self.url)
        present = set(shelf.names())
        if manifests.FILE in present:
            if shelf.read(manifests.FILE, 1 << 30) == manifest.encode():
                return self.url, False
            raise Conflict(f"there is another release at {self.url}")
        try:
            for name in (*manifest.files, manifests.FILE):
                shelf.write(name, (folder / name).read_bytes())
        except BaseException:
            _abandon(shelf, [*manifest.files, manifests.FILE])
            raise
        return self.url, True


def _abandon(shelf: Shelf, names: Sequence[str]) -> None:
    # Without the manifest it is no release, even if the bucket is away and keeps the rest.
    with suppress(ArenaError):
        for name in reversed(names):
            shelf.remove(name)


@dataclass(frozen=True, slots=True)
class HubPlace:
    """A dataset of the Hub, whose files are replaced by those of the release in one commit."""

    url: str

    def put(self, folder: Path, manifest: ReleaseManifest) -> tuple[str, bool]:
        """See Place."""
        return self.url, hub.upload(folder, self.url, manifest.name)


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """A folder or a bucket with several releases, each under its name; the newest ``keep`` stay."""

    place: str
    keep: int | None = None

    def put(self, folder: Path, manifest: ReleaseManifest) -> tuple[str, bool]:
        """See Place."""
        if urlsplit(self.place).scheme == _HUB:
            return HubPlace(self.place).put(folder, manifest)
        if urlsplit(self.place).scheme:
            return BucketPlace(f"{self.place.rstrip('/')}/{manifest.name}").put(folder, manifest)
        with translated(self.place):
            Path(self.place).mkdir(parents=True, exist_ok=True)
        done = FolderPlace(str(Path(self.place) / manifest.name)).put(folder, manifest)
        if self.keep is not None:
            self._prune(self.keep, manifest.name)
        return done

    def _prune(self, keep: int, newest: str) -> None:
        others = [name for name in names_in(Path(self.place)) if name != newest]
        with translated(self.place):
            for name in others[keep - 1 :]:
                gone = Path(self.place) / f".{name}.gone"
                (Path(self.place) / name).rename(gone)
                rmtree(gone)


def place_of(text: str) -> Place:
    """Return the place that somebody named. Raise Invalid."""
    scheme = urlsplit(text).scheme
    if scheme == _HUB:
        hub.repository(text)
        return HubPlace(text)
    if scheme == "s3":
        return BucketPlace(text)
    if scheme or not text:
        raise Invalid("a release goes into a new folder, to s3://bucket/prefix or hf://datasets/OWNER/NAME")
    return FolderPlace(text)


def _is_at(path: Path, manifest: ReleaseManifest) -> bool:
    file = path / manifests.FILE
    with translated(str(path)):
        return file.is_file() and file.read_bytes() == manifest.encode()


def names_in(folder: Path) -> list[str]:
    """Return the names of the releases in a folder, the one with the most votes first.

    Of two with the same votes, the one that was made last is first.
    """
    found = [
        path.parent for path in folder.glob(f"*/{manifests.FILE}") if not path.parent.name.startswith(".")
    ]
    return [path.name for path in sorted(found, key=_age, reverse=True)]


def _age(path: Path) -> tuple[int, float]:
    position = path.name.split("-")[-2:-1]
    number = int(position[0]) if position and position[0].isdecimal() else 0
    return number, (path / manifests.FILE).stat().st_mtime
