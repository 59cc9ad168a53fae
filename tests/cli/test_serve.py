"""``arena serve``."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.db.databases import execute
from tests.support.processes.commands import Commands
from tests.support.processes.server import ServerProcess
from tests.support.served.api import readiness, request


@pytest.mark.slow
def test_it_serves_and_stops_in_good_order(database_url: str, tmp_path: Path) -> None:
    """One process on PostgreSQL; two on SQLite, which it says have one writer."""
    processes = 2 if database_url.startswith("sqlite") else 1
    server = ServerProcess(database_url, tmp_path, "--processes", str(processes))
    server.environment["ARENA_LOG_FORMAT"] = "json"
    with server:
        assert readiness(server.base) == 200
        said = [line["message"] for line in _lines(tmp_path)]
        assert any(text.startswith(f"serving on {server.base}") for text in said)
        assert any("SQLite has one writer" in text for text in said) == (processes == 2)
        execute(database_url, "ALTER TABLE api_keys RENAME TO hidden")
        key = f"arena_{'x' * 43}"
        failed = request("GET", f"{server.base}/v1/generations/x", headers={"Authorization": f"Bearer {key}"})
    assert failed.status_code == 500
    (line,) = [line for line in _lines(tmp_path) if line.get("request_id") == failed.json()["request_id"]]
    assert line["level"] == "error"
    assert "api_keys" in line["exception"]
    assert key not in (tmp_path / "server.log").read_text()
    assert [line["message"] for line in _lines(tmp_path) if "exception" in line] == [line["message"]]


def _lines(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of the server's log; each must be JSON."""
    return [json.loads(line) for line in (folder / "server.log").read_text().splitlines()]


@pytest.mark.slow
def test_a_port_that_is_taken(sqlite_url: str, tmp_path: Path) -> None:
    with ServerProcess(sqlite_url, tmp_path) as server:
        code, said = server.command("serve", "--port", str(server.port))
        assert code
        assert "address already in use" in said


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    done = Commands("postgresql://arena@127.0.0.1:9/arena", tmp_path)("serve")
    assert done.code == 1
    assert done.errors.splitlines()[-1].startswith("arena: nothing accepts connections at the host and port")
