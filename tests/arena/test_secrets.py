"""The service's secret: made once, by whoever is first, and for its owner's eyes."""

import multiprocessing
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from service.arena.secrets import FILE, load_secret
from service.settings import Settings

OURS = "ours"


def test_it_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    secret = load_secret(settings)
    path = tmp_path / "data" / FILE
    assert secret == path.read_bytes() == load_secret(settings)
    assert len(secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [FILE]


def test_the_settings_go_before_the_file(tmp_path: Path) -> None:
    load_secret(Settings(data_dir=tmp_path))
    assert load_secret(Settings(data_dir=tmp_path, secret_key=OURS)) == OURS.encode()


def test_no_file_is_made_where_the_settings_have_one(tmp_path: Path) -> None:
    load_secret(Settings(data_dir=tmp_path, secret_key=OURS))
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with ProcessPoolExecutor(4, multiprocessing.get_context("spawn")) as pool:
        secrets = set(pool.map(load_secret, [settings] * 32))
    assert secrets == {load_secret(settings)}
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE]
