"""``arena restore`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_backup import PASSPHRASE, made
from tests.support.processes.commands import Commands


@pytest.mark.slow
def test_a_backup_is_restored_elsewhere(sqlite_url: str, votes_file: Path, tmp_path: Path) -> None:
    filled = made(sqlite_url, tmp_path, votes_file)
    place = tmp_path / "b.tar.zst"
    assert filled("backup", "--output", place, **PASSPHRASE).code == 0
    new = Commands(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new")
    refused = new("restore", place)
    assert refused.code == 1
    assert "set ARENA_BACKUP_PASSPHRASE, or leave the key out with --no-key" in refused.errors
    done = new("restore", place, "--no-key")
    assert done.code == 0, done.errors
    assert "the secret key was not restored" in done.errors
    assert done.text.startswith("restored 7 votes, 0 files, with the secret key")
    assert not (tmp_path / "new" / "secret.key").exists()
    assert new.good("recount", "--check", "--json").json["arenas"][0]["differences"] == 0
    assert new("restore", place, "--no-key").errors.startswith("arena: the database is not empty")
    third = Commands(f"sqlite:///{tmp_path / 'third.db'}", tmp_path / "third")
    facts = third("restore", place, "--json", **PASSPHRASE).json
    assert (facts["key_restored"], facts["votes"]) == (True, 7)
    assert third("restore", tmp_path / "none.tar.zst").code == 1
