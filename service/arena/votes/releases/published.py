"""The releases that this service publishes itself: those in the folder of the settings, by arena."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.arena.votes.releases import manifests
from service.arena.votes.releases.cards import TABLES, about
from service.arena.votes.releases.manifests import ReleasedFile, ReleaseManifest
from service.arena.votes.releases.places import names_in
from service.errors import ArenaError, NotFound
from service.settings import Settings

LATEST = "latest"
"""Stands for the newest release in a URL."""


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """A release and its folder."""

    name: str
    folder: Path
    manifest: ReleaseManifest

    @property
    def files(self) -> list[tuple[str, ReleasedFile, str]]:
        """Its files, each with what it has, in the order of the card."""
        every = sorted(self.manifest.files.items(), key=lambda item: _place(item[0]))
        return [(name, file, about(name)) for name, file in every]


def _place(name: str) -> tuple[int, str]:
    table = name.removeprefix("data/").partition("/")[0].removesuffix(".parquet")
    return list(TABLES).index(table) if table in TABLES else len(TABLES), name


def folder_of(settings: Settings, slug: str) -> Path:
    """Return where the releases of an arena are."""
    return (Path(settings.releases_dir) if settings.releases_dir else settings.data_dir / "releases") / slug


def releases_of(settings: Settings, slug: str) -> list[PublishedRelease]:
    """Return the releases of an arena that exists, newest first. Those that cannot be read are left out."""
    folder = folder_of(settings, slug)
    found = [_read(folder / name) for name in names_in(folder)]
    return [one for one in found if one is not None]


def _read(folder: Path) -> PublishedRelease | None:
    try:
        manifest = ReleaseManifest.decode((folder / manifests.FILE).read_bytes())
    except (ArenaError, OSError):
        return None
    return PublishedRelease(folder.name, folder, manifest)


def find(settings: Settings, slug: str, name: str) -> PublishedRelease:
    """Return a release by its name, or the newest one for `LATEST`. Raise NotFound."""
    found = (one for one in releases_of(settings, slug) if name in {one.name, LATEST})
    release = next(found, None)
    if release is None:
        raise NotFound(f"there is no release {name!r} of {slug}")
    return release


def file_of(release: PublishedRelease, path: str) -> tuple[Path, str]:
    """Return a file of a release on disk, and its hash. Raise NotFound for what is no file of it."""
    if path == manifests.FILE:
        return release.folder / path, release.manifest.fingerprint
    known = release.manifest.files.get(path)
    # A folder that somebody else made is not to be trusted with names.
    if known is None or ".." in path or Path(path).is_absolute():
        raise NotFound(f"the release {release.name} has no file {path!r}")
    return release.folder / path, known.sha256
