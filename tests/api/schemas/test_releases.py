"""The shape of releases."""

from __future__ import annotations

from pathlib import Path

from service.api.schemas.releases import ReleasesOut
from service.arena.votes.releases.manifests import Header, ReleasedFile, ReleaseManifest
from service.arena.votes.releases.published import PublishedRelease

HEADER = Header("t2i", "T", "text-to-image", 3, "2026-11-22T10:00:00.000000Z", 0, {})
MANIFEST = ReleaseManifest(
    HEADER, "0" * 12, 2, "1" * 64, {"data/boards.parquet": ReleasedFile("2" * 64, 9, 4)}
)


def test_every_file_has_its_url() -> None:
    (release,) = ReleasesOut.of([PublishedRelease("one", Path("one"), MANIFEST)]).model_dump()["items"]
    assert release["manifest_url"] == "/arenas/t2i/data/one/release.json"
    (file,) = release.pop("files")
    assert file == {
        "name": "data/boards.parquet",
        "url": "/arenas/t2i/data/one/data/boards.parquet",
        "about": "The ranked models of every leaderboard: score, rating, intervals, counts.",
        "bytes": 9,
        "rows": 4,
        "sha256": "2" * 64,
    }
    assert release["sha256"] == MANIFEST.fingerprint
