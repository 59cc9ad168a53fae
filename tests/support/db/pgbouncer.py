"""A throw-away PgBouncer in front of a throw-away PostgreSQL server."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.support.db.postgres import USER, PostgresServer
from tests.support.db.postgres_programs import account
from tests.support.network.ports import free_port
from tests.support.processes.guards import guard
from tests.support.runs.waiting import CEILING_SECONDS

Mode = Literal["session", "transaction"]
MODES: tuple[Mode, ...] = ("session", "transaction")


def find_pgbouncer() -> str:
    """Return the path of the program. Skip the test without it."""
    path = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip("PgBouncer is not installed; scripts/find-pgbouncer says how to get it")
    return path


class PgBouncer:
    """A pooler for every database of a server, with its own port of 127.0.0.1 and its own folder."""

    def __init__(self, server: PostgresServer, mode: Mode, pool_size: int = 20, **settings: int) -> None:
        self._program = find_pgbouncer()
        self._server = server
        self._account = account()
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="arena-pgbouncer-"))
        self._guard = guard(self.folder, self.folder / "pid")
        self._configure(mode, {"default_pool_size": pool_size, **settings})
        if self._account:
            for path in (self.folder, *self.folder.iterdir()):
                os.chown(path, self._account["user"], self._account["group"])
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def url(self, url: str) -> str:
        """Return the URL of the same database through the pooler."""
        return url.replace(f":{self._server.port}/", f":{self.port}/")

    def start(self) -> None:
        """Start it on the same port and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, self.folder / "ini"],
                **self._account,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        deadline = time.monotonic() + CEILING_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                psycopg.connect(self.url(self._server.url("postgres")), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        self.stop()
        raise RuntimeError(f"PgBouncer did not start: {(self.folder / 'log').read_text(errors='replace')}")

    def stop(self) -> None:
        """Stop it at once, which cuts every connection."""
        process, self._process = self._process, None
        if process is not None:
            # From PgBouncer 1.23 on, SIGTERM waits until all clients have left; before, a SIGQUIT that was
            # ignored when it started, as in the background of a shell, stays ignored.
            process.kill()
            process.wait(CEILING_SECONDS)
            (self.folder / "pid").unlink(missing_ok=True)

    def close(self) -> None:
        """Stop and remove everything."""
        self.stop()
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait()

    def _configure(self, mode: Mode, more: dict[str, int]) -> None:
        """Write the configuration; all that is not named has PgBouncer's default."""
        password = urlsplit(self._server.url("postgres")).password
        (self.folder / "users").write_text(f'"{USER}" "{password}"\n')
        settings = {
            "listen_addr": "127.0.0.1",
            "listen_port": self.port,
            "unix_socket_dir": "",
            "pidfile": self.folder / "pid",
            "auth_type": "scram-sha-256",
            "auth_file": self.folder / "users",
            "pool_mode": mode,
            "max_client_conn": 500,
            **more,
        }
        lines = [f"{name} = {value}" for name, value in settings.items()]
        databases = ["[databases]", f"* = host=127.0.0.1 port={self._server.port}", "[pgbouncer]"]
        (self.folder / "ini").write_text("\n".join([*databases, *lines, ""]))
