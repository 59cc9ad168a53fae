"""The throw-away server: private, back with its data after a stop, and gone without a trace."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.support.db.postgres import PostgresServer
from tests.support.db.postgres_programs import NotFoundError, account, find_bindir, reachable_bindir
from tests.support.runs.waiting import wait_until

pytestmark = pytest.mark.postgresql

HOLDER = """
import time
from tests.support.db.postgres import PostgresServer
server = PostgresServer()
print(server.folder, server.port, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("end", [PostgresServer.stop, PostgresServer.kill])
def test_comes_back_with_what_was_committed(end: Callable[[PostgresServer], None]) -> None:
    with PostgresServer() as server:
        url = server.create_database("kept")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE votes AS SELECT 7 AS position")
        end(server)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT position FROM votes").fetchall() == [(7,)]
    assert not server.folder.exists()


def test_writes_reach_the_disk_unless_told_otherwise() -> None:
    with PostgresServer() as server, psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("SHOW fsync").fetchall() == [("on",)]


def test_leaves_nothing_when_its_process_is_killed(project_root: Path) -> None:
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, cwd=project_root, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        folder_name, port = holder.stdout.readline().split()
        folder = Path(folder_name)
        assert folder.is_dir()
        holder.send_signal(signal.SIGKILL)
    wait_until(lambda: not folder.exists(), "the removal of the folder")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(port))).close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_programs_that_the_other_account_cannot_reach_are_copied(tmp_path: Path) -> None:
    closed = tmp_path / "closed" / "somewhere" / "pg"
    (closed / "bin").mkdir(parents=True)
    (closed / "bin" / "postgres").write_text("#!/bin/sh\necho reached\n")
    (closed / "bin" / "postgres").chmod(0o755)
    (tmp_path / "closed").chmod(0o700)
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        Path(folder).chmod(0o755)
        copied = reachable_bindir(closed / "bin", Path(folder))
        answer = subprocess.run([copied / "postgres"], **account(), capture_output=True, check=True)
    assert answer.stdout == b"reached\n"


def test_programs_in_the_open_are_used_in_place(tmp_path: Path) -> None:
    assert reachable_bindir(Path("/usr/bin"), tmp_path) == Path("/usr/bin")


def test_a_chosen_folder_without_a_server_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TEST_POSTGRES_BINDIR", str(tmp_path))
    with pytest.raises(NotFoundError):
        find_bindir()
