"""The service's own releases: newest first, and nothing but the files of a release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.votes.releases import published
from service.arena.votes.releases.manifests import FILE
from service.arena.votes.releases.places import SeriesPlace
from service.errors import NotFound
from service.settings import Settings
from tests.support.votes.releases import manifest_of, rewrite


def test_where_they_are(tmp_path: Path) -> None:
    assert published.folder_of(Settings(data_dir=tmp_path), "t2i") == tmp_path / "releases" / "t2i"
    elsewhere = Settings(data_dir=tmp_path, releases_dir=str(tmp_path / "public"))
    assert published.folder_of(elsewhere, "t2i") == tmp_path / "public" / "t2i"
    assert published.releases_of(elsewhere, "t2i") == []
    with pytest.raises(NotFound, match="there is no release 'latest' of t2i"):
        published.find(elsewhere, "t2i", published.LATEST)


def test_the_newest_is_the_latest(own: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = manifest_of(own)
    second = replace(first, header=replace(first.header, position=first.header.position + 1))
    for manifest in (second, first):
        rewrite(own, manifest)
        SeriesPlace(str(published.folder_of(settings, "t2i"))).put(own, manifest)
    broken = published.folder_of(settings, "t2i") / "broken"
    broken.mkdir()
    (broken / FILE).write_text("{}")
    assert [one.name for one in published.releases_of(settings, "t2i")] == [second.name, first.name]
    assert published.find(settings, "t2i", published.LATEST).manifest == second
    one = published.find(settings, "t2i", first.name)
    assert one.manifest == first
    assert [name for name, _, _ in one.files[:2]] == ["data/votes/00001.parquet", "data/boards.parquet"]
    assert len(one.files) == len(first.files)
    file, digest = published.file_of(one, "data/boards.parquet")
    assert file == one.folder / "data/boards.parquet"
    assert digest == first.files["data/boards.parquet"].sha256
    assert published.file_of(one, FILE) == (one.folder / FILE, first.fingerprint)
    for path in ("../broken/release.json", "data", "", "data/nothing.parquet"):
        with pytest.raises(NotFound, match="has no file"):
            published.file_of(one, path)
    elsewhere = str(own.resolve() / FILE)
    forged = replace(first, files={**first.files, elsewhere: first.files["data/boards.parquet"]})
    with pytest.raises(NotFound, match="has no file"):
        published.file_of(replace(one, manifest=forged), elsewhere)
