"""Places: a release is there as a whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest

from service.arena.votes.releases.manifests import FILE
from service.arena.votes.releases.places import (
    BucketPlace,
    FolderPlace,
    HubPlace,
    SeriesPlace,
    names_in,
    place_of,
)
from service.arena.votes.releases.verifying import verify
from service.blobs.shelves import S3Shelf, open_shelf
from service.errors import Conflict, Invalid, StorageFull, Unavailable
from tests.support.network.hub import hub_server
from tests.support.votes.releases import manifest_of, rewrite


def test_what_a_place_may_be() -> None:
    assert place_of("release") == FolderPlace("release")
    assert place_of("s3://bucket/prefix") == BucketPlace("s3://bucket/prefix")
    assert place_of("hf://datasets/owner/name") == HubPlace("hf://datasets/owner/name")
    for text in ("", "https://example.com/x", "hf://owner/name", "hf://datasets/owner"):
        with pytest.raises(Invalid):
            place_of(text)


def test_a_folder_appears_whole(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest, place = manifest_of(released), FolderPlace(str(tmp_path / "release"))

    def full(source: Path, target: Path) -> None:
        copyfile(source, target)
        if target.suffix == ".json":
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("service.arena.votes.releases.places.copyfile", full)
        with pytest.raises(StorageFull):
            place.put(released, manifest)
    assert list(tmp_path.iterdir()) == []
    assert place.put(released, manifest) == (str(tmp_path / "release"), True)
    assert place.put(released, manifest) == (str(tmp_path / "release"), False)
    assert verify(tmp_path / "release").problem is None
    assert (tmp_path / "release").stat().st_mode == (tmp_path / "release" / "data").stat().st_mode
    with pytest.raises(Conflict):
        place.put(released, replace(manifest, counted=0))


def test_a_bucket_has_the_manifest_last(
    released: Path, s3_environment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, url = manifest_of(released), f"s3://{s3_environment}/{tmp_path.name}"
    written: list[str] = []
    write = S3Shelf.write

    def failing(self: S3Shelf, name: str, data: bytes) -> None:
        if name == FILE:
            raise Unavailable("gone")
        written.append(name)
        write(self, name, data)

    with monkeypatch.context() as patch:
        patch.setattr(S3Shelf, "write", failing)
        with pytest.raises(Unavailable, match="gone"):
            BucketPlace(url).put(released, manifest)
    assert set(written) == set(manifest.files)
    shelf = open_shelf(url)
    assert list(shelf.names()) == []
    assert BucketPlace(url).put(released, manifest) == (url, True)
    assert BucketPlace(url).put(released, manifest) == (url, False)
    for name in shelf.names():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(shelf.read(name, 1 << 20))
    assert verify(tmp_path).problem is None
    with pytest.raises(Conflict, match="another release"):
        BucketPlace(url).put(released, replace(manifest, counted=0))
    where, new = SeriesPlace(f"{url}/series").put(released, manifest)
    assert (where, new) == (f"{url}/series/{manifest.name}", True)


def test_a_series_keeps_the_newest(own: Path, tmp_path: Path) -> None:
    series = tmp_path / "series"
    first = manifest_of(own)
    names = []
    for counted in (1, 2, 3):
        rewrite(own, replace(first, counted=counted))
        manifest = manifest_of(own)
        names.append(manifest.name)
        assert SeriesPlace(str(series), 2).put(own, manifest) == (str(series / manifest.name), True)
    assert names_in(series) == names[:0:-1]
    assert sorted(path.name for path in series.iterdir()) == sorted(names[1:])
    earlier = replace(first, header=replace(first.header, position=9))
    rewrite(own, earlier)
    SeriesPlace(str(series)).put(own, earlier)
    assert names_in(series)[-1] == earlier.name
    assert SeriesPlace(str(series), 1).put(own, earlier) == (str(series / earlier.name), False)
    assert names_in(series) == [earlier.name]


def test_the_hub_gets_it_in_one_commit(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest, url = manifest_of(released), "hf://datasets/owner/name"
    with hub_server(monkeypatch) as server:
        assert HubPlace(url).put(released, manifest) == (url, True)
        assert SeriesPlace(url).put(released, manifest) == (url, True)
        assert server.commits == [manifest.name] * 2
        for name in manifest.files:
            assert server.files[name] == (released / name).read_bytes()
        assert server.files.keys() - manifest.files.keys() == {FILE, "LICENSE"}
