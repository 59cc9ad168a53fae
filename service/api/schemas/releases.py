"""Shapes of releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from service.arena.votes.releases.published import PublishedRelease
from service.http.schemas.base import Moment, Out


class ReleasedFileOut(Out):
    """A file of a release. ``rows`` is null for what is not a table."""

    name: str
    url: Annotated[str, Field(description="A path on this service. It answers `Range`.")]
    about: str
    bytes: int
    rows: int | None
    sha256: str


class ReleaseRow(ReleasedFileOut):
    """A file of a release as a row of a table, with its release."""

    release: str
    position: int
    as_of: Moment


class ReleaseOut(Out):
    """A release: an arena's votes up to a position, and every board that follows from them."""

    name: str
    position: int
    counted: Annotated[int, Field(description="How many of the votes count.")]
    as_of: Annotated[Moment, Field(description="The time of the last vote.")]
    method_version: str
    bytes: int
    sha256: Annotated[str, Field(description="The SHA-256 of `release.json`, which fixes all other files.")]
    chain: Annotated[str, Field(description="The SHA-256 of the last link of the chain of the votes.")]
    manifest_url: str
    files: list[ReleasedFileOut]

    @classmethod
    def of(cls, release: PublishedRelease) -> Self:
        """Return the shape of a release."""
        manifest = release.manifest
        base = f"/arenas/{manifest.header.arena}/data/{release.name}"
        return cls(
            name=release.name,
            position=manifest.header.position,
            counted=manifest.counted,
            as_of=manifest.header.as_of,
            method_version=manifest.method_version,
            bytes=manifest.bytes,
            sha256=manifest.fingerprint,
            chain=manifest.chain,
            manifest_url=f"{base}/release.json",
            files=[
                ReleasedFileOut(
                    name=name,
                    url=f"{base}/{name}",
                    about=about,
                    bytes=file.bytes,
                    rows=file.rows,
                    sha256=file.sha256,
                )
                for name, file, about in release.files
            ],
        )


class ReleasesOut(Out):
    """The releases that an arena's data page has, newest first."""

    items: list[ReleaseOut]
    next_cursor: None = None

    @classmethod
    def of(cls, releases: Sequence[PublishedRelease]) -> Self:
        """Return the shape of releases."""
        return cls(items=[ReleaseOut.of(one) for one in releases])
