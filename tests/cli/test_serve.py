"""``arena serve``."""

from pathlib import Path

import httpx
import pytest

from tests.support.commands import Commands
from tests.support.server import ServerProcess


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_it_serves_and_stops_in_good_order(database_url: str, tmp_path: Path, processes: int) -> None:
    with ServerProcess(database_url, tmp_path, "--processes", str(processes)) as server:
        assert httpx.get(f"{server.base}/readyz").status_code == 200
        log = (tmp_path / "server.log").read_text()
        assert f"serving on {server.base}" in log
        assert ("SQLite has one writer" in log) == (processes == 2 and database_url.startswith("sqlite"))
    assert "Traceback" not in (tmp_path / "server.log").read_text()


@pytest.mark.slow
def test_a_port_that_is_taken(database_url: str, tmp_path: Path) -> None:
    with ServerProcess(database_url, tmp_path) as server:
        done = server.command("serve", "--port", str(server.port))
        assert done.returncode != 0
        assert "address already in use" in done.stderr


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    done = Commands("postgresql://arena@127.0.0.1:9/arena", tmp_path)("serve")
    assert done.code == 1
    assert done.errors.startswith("arena: the database is unreachable")
