"""``arena backup`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.backups import last
from tests.support.processes.commands import Commands

PASSPHRASE = {"ARENA_BACKUP_PASSPHRASE": "correct horse"}


def made(url: str, folder: Path, votes_file: Path) -> Commands:
    """Return the command line on a database with seven votes."""
    arena = Commands(url, folder / "data")
    arena.good("import", "votes", votes_file, "--arena", "t2i")
    return arena


@pytest.mark.slow
def test_backups_of_an_arena(sqlite_url: str, votes_file: Path, tmp_path: Path) -> None:
    filled = made(sqlite_url, tmp_path, votes_file)
    place = tmp_path / "b.tar.zst"
    done = filled("backup", "--output", place, **PASSPHRASE)
    assert done.code == 0, done.errors
    assert f"{place}: " in done.text
    assert "7 votes, 0 files, with the secret key" in done.text
    assert done.errors == ""
    verified = filled.good("backup", "verify", place)
    assert "t2i: 7 votes folded again, 0 differences" in verified.text
    facts = filled.good("backup", "verify", place, "--json").json
    assert facts["well"]
    assert facts["arenas"] == [{"arena": "t2i", "votes": 7, "differences": 0}]
    assert (facts["key"], facts["votes"], facts["missing"]) == (True, 7, 0)
    assert filled("backup", "--output", place).errors.endswith(f"arena: {place} exists already\n")
    failed = last.failure(tmp_path / "data")
    assert failed is not None
    assert (failed.place, failed.reason) == (str(place), f"{place} exists already")
    assert filled("backup", "--output", tmp_path / "again.tar.zst", **PASSPHRASE).code == 0
    assert last.failure(tmp_path / "data") is None
    assert filled("backup").code == 2
    assert "again.tar.zst" in filled.good("doctor", "--no-images").text

    place.write_bytes(place.read_bytes()[:-40])
    damaged = filled("backup", "verify", place)
    assert damaged.code == 1
    assert damaged.errors.startswith("arena: the archive ")


@pytest.mark.slow
def test_some_are_kept(
    sqlite_url: str, votes_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = made(sqlite_url, tmp_path, votes_file)
    monkeypatch.chdir(tmp_path)
    old = tmp_path / "backups" / "arena-20251126T000000Z.tar.zst"
    old.parent.mkdir()
    old.write_bytes(b"")
    done = filled.good("backup", "--output", "backups", "--keep", "1", "--json")
    assert "the secret key was left out: ARENA_BACKUP_PASSPHRASE is not set" in done.errors
    assert done.json["removed"] == [old.name]
    assert [str(path.relative_to(tmp_path)) for path in old.parent.iterdir()] == [done.json["place"]]
    assert not done.json["key"]

    (tmp_path / "file").write_bytes(b"")
    done = filled("backup", "--output", tmp_path / "2.tar.zst", ARENA_DATA_DIR=str(tmp_path / "file"))
    assert done.code == 0
    assert "`arena doctor` will not know of this backup" in done.errors


@pytest.mark.slow
def test_a_backup_through_a_pipe(sqlite_url: str, votes_file: Path, tmp_path: Path) -> None:
    filled = made(sqlite_url, tmp_path, votes_file)
    done = filled("backup", "--output", "-", **PASSPHRASE)
    assert done.code == 0
    assert done.errors.startswith("standard output: ")
    place = tmp_path / "b.tar.zst"
    place.write_bytes(done.output)
    assert "t2i: 7 votes folded again, 0 differences" in filled.good("backup", "verify", place).text
    assert "at standard output" in filled.good("doctor", "--no-images").text
    for options in (["--keep", "2"], ["--json"]):
        refused = filled("backup", "--output", "-", *options)
        assert (refused.code, refused.output) == (2, b"")
        assert "needs a place other than standard output" in refused.errors
    full = filled("backup", "--output", "/dev/full", **PASSPHRASE)
    assert (full.code, full.errors) == (1, "arena: the disk is full: /dev/full\n")


@pytest.mark.slow
def test_no_older_backup_goes_while_the_store_lacks_a_sealed_file(
    sqlite_url: str, votes_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = made(sqlite_url, tmp_path, votes_file)
    monkeypatch.chdir(tmp_path)
    filled.good("log", "seal")
    assert filled("backup", "--output", "backups", "--keep", "1", **PASSPHRASE).code == 0
    [first] = (tmp_path / "backups").iterdir()
    [sealed] = [
        path for path in (tmp_path / "data").rglob("*") if path.is_file() and path.read_bytes()[:4] == b"PAR1"
    ]
    sealed.unlink()
    first = first.rename(first.with_name("arena-20251126T000000Z.tar.zst"))
    done = filled("backup", "--output", "backups", "--keep", "1", **PASSPHRASE)
    assert done.code == 1
    assert "the backup lacks 1 sealed files of the log, so no older backup was removed" in done.errors
    assert first.exists()
