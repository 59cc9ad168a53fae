"""The service's secret: made once, by the first process, and for its owner's eyes."""

import multiprocessing
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from service.arena.access.secrets import FILE, load_secret
from service.settings import Settings, load


def settings(folder: Path, secret_key: str = "") -> Settings:
    return load({"ARENA_DATA_DIR": str(folder), "ARENA_SECRET_KEY": secret_key})


def test_it_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    ours = settings(tmp_path / "data")
    secret = load_secret(ours)
    path = tmp_path / "data" / FILE
    assert secret == path.read_bytes() == load_secret(ours)
    assert len(secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [FILE]


def test_the_settings_go_before_the_file(tmp_path: Path) -> None:
    load_secret(settings(tmp_path))
    assert load_secret(settings(tmp_path, "ours")) == b"ours"


def test_no_file_is_made_where_the_settings_have_one(tmp_path: Path) -> None:
    load_secret(settings(tmp_path, "ours"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, multiprocessing.get_context("spawn")) as pool:
        secrets = set(pool.map(load_secret, [settings(tmp_path)] * 32))
    assert secrets == {load_secret(settings(tmp_path))}
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE]
