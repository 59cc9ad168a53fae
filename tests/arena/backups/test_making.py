"""Making a backup: everything that the database names, or what is missing; and nothing if it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.backups.manifests import checked
from service.arena.backups.places import open_source
from service.errors import Conflict, Invalid, Unavailable
from service.settings import Settings
from tests.support.db.databases import execute
from tests.support.votes.backups import VOTES, back_up, contents, settings_of


@pytest.mark.slow
def test_a_backup_and_what_it_says_of_lost_files(filled: Settings, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    whole = back_up(filled, tmp_path / "whole.tar.zst", progress=lambda *step: steps.append(step))
    assert {what for what, _, _ in steps} == {"copying rows", "copying files"}
    assert all(done <= total for _, done, total in steps)
    manifest = checked(open_source(whole.place))
    assert manifest == whole.manifest
    assert (manifest.votes, manifest.database, manifest.key) == (VOTES, "sqlite", None)
    assert manifest.tables["votes"].rows == VOTES
    stored = {path.name for path in (tmp_path / "blobs").rglob("*") if len(path.name) == 64}
    assert {digest for digests in manifest.blobs.values() for digest in digests} == stored

    # In a folder there are the same members.
    back_up(filled, tmp_path / "folder")
    assert contents(open_source(str(tmp_path / "folder"))) == contents(open_source(whole.place))

    lost = manifest.blobs["originals"][0]
    (tmp_path / "blobs" / "originals" / lost[:2] / lost).write_bytes(b"damaged")
    partly = back_up(filled, tmp_path / "partly.tar.zst").manifest
    assert partly.missing["originals"] == [lost]
    assert lost not in partly.blobs["originals"]


@pytest.mark.slow
def test_nothing_is_left_of_a_backup_that_fails(filled: Settings, tmp_path: Path) -> None:
    place = tmp_path / "backups" / "b.tar.zst"
    away = filled.model_copy(update={"blobs_url": str(tmp_path / "not-mounted")})
    for name in ("b.tar.zst", "folder"):
        with pytest.raises(Unavailable, match="the image store is away"):
            back_up(away, place.with_name(name))
        assert list(place.parent.iterdir()) == []
    with pytest.raises(Invalid, match="nothing to back up"):
        back_up(settings_of(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path), place)
    back_up(filled, place)
    with pytest.raises(Conflict, match="exists already"):
        back_up(filled, place)
    execute(filled.database_url, "UPDATE alembic_version SET version_num = '9999_future'")
    with pytest.raises(Unavailable, match=r"schema 9999_future, which this program with schema .* not know"):
        back_up(filled, place.with_name("newer.tar.zst"))
    assert [path.name for path in place.parent.iterdir()] == ["b.tar.zst"]
