"""A throw-away PostgreSQL server: never one that already runs on the machine."""

import hashlib
import hmac
import os
import secrets
import signal
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from tests.support.db.postgres_programs import account, find_bindir, reachable_bindir
from tests.support.network.ports import free_port
from tests.support.processes.guards import guard
from tests.support.runs.waiting import CEILING_SECONDS

USER = "arena"
FIRST_WITH_STRATEGY = 150_000
# Of a server whose databases live for a second: nothing survives a power cut, and there is nothing to tidy up
# or worth compiling.
UNSAFE = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
}


class PostgresServer:
    """A PostgreSQL server in a temporary folder on a free port of 127.0.0.1.

    It is made and started by the constructor and removed by ``close()``, or when this process ends in
    whatever way: a guard process waits for that. ``fsync`` off makes it faster and no longer safe
    against power loss, which a test cannot cut anyway but a measurement must pay for.
    """

    def __init__(
        self,
        *,
        fsync: bool = True,
        connections: int = 200,
        bindir: Path | None = None,
        password: str | None = None,
    ) -> None:
        programs = bindir or find_bindir()
        self._account = account()
        self._password = password or secrets.token_hex(8)
        self._fsync = fsync
        self._connections = connections
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: psycopg.Connection | None = None
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="arena-postgres-"))
        self._guard = guard(self.folder, self.data / "postmaster.pid")
        self.bindir = reachable_bindir(programs, self.folder)
        if self._account:
            os.chown(self.folder, self._account["user"], self._account["group"])
        self._fill()
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def url(self, database: str) -> str:
        """Return the address of a database as a user of the service would write it."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start on the same port and data, and wait for an answer; raise RuntimeError if none comes."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": str(self._connections),
            "log_min_messages": "warning",
            **({} if self._fsync else UNSAFE),
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self.bindir / "postgres", "-D", self.data, "-p", str(self.port), *arguments],
                **self._account,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,  # Ctrl-C is for pytest, which still needs the server to finish
                env=_environment(),
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Shut down: connections are cut, and what is committed is on disk."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Stop at once, as a crash would: the next start recovers from the write-ahead log."""
        self._end(signal.SIGQUIT)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop all of its processes, without a word to their clients, and let them go on afterwards."""
        assert self._process is not None
        first = self._process.pid
        # First the one that starts the others.
        pids = [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def close(self) -> None:
        """Stop and remove everything; the server cannot be started again."""
        self.stop()
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait()

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, a copy of ``template`` if one is named (nobody may be connected to it).

        Return its URL.
        """
        connection = self._connected()
        # By default the copy goes through the write-ahead log, which is right where files must be synced.
        copies_files = not self._fsync and connection.info.server_version >= FIRST_WITH_STRATEGY
        statement = "CREATE DATABASE {} TEMPLATE {}" + (" STRATEGY FILE_COPY" if copies_files else "")
        source = sql.Identifier(template or "template1")
        connection.execute(sql.SQL(statement).format(sql.Identifier(name), source))
        return self.url(name)

    def rename_database(self, old: str, new: str) -> None:
        """Give a database another name; nobody may be connected to it."""
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        self._connected().execute(statement.format(sql.Identifier(old), sql.Identifier(new)))

    def drop_database(self, name: str) -> None:
        """Remove a database and cut the connections to it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        self._connected().execute(statement)

    def _connected(self) -> psycopg.Connection:
        """Return a connection that stays: another process of the server for each database takes longer."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.url("postgres"), autocommit=True)
        return self._connection

    @property
    def data(self) -> Path:
        """The folder of the server's data."""
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _fill(self) -> None:
        password = self.folder / "password"
        password.write_text(_stored(self._password))
        password.chmod(0o644)  # the folder itself is closed to others
        command = [f"{self.bindir}/initdb", "-D", f"{self.data}", "-U", USER, f"--pwfile={password}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
        # Real installations sort text by language, which exposes queries that rely on the order of bytes.
        # Not every build supports it.
        linguistic = ["--locale-provider=icu", "--icu-locale=en-US"]
        if self._run([*command, *linguistic]):
            failure = self._run(command)
            if failure:
                raise RuntimeError(f"initdb failed: {failure}")

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, **self._account, env=_environment(), capture_output=True, text=True, check=False
        )
        return done.stderr if done.returncode else ""

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + CEILING_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        self.kill()
        raise RuntimeError(f"PostgreSQL did not start: {self._log.read_text(errors='replace')}")

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._connection is not None:
            self._connection.close()
        self._process.send_signal(how)
        self._process.wait(CEILING_SECONDS)
        self._process = None


def _stored(password: str) -> str:
    """Return a password as PostgreSQL stores it, hashed once and not 4,096 times: tests connect so often."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    client, server = (
        hmac.digest(salted, f"{whose} Key".encode(), "sha256") for whose in ("Client", "Server")
    )
    texts = [b64encode(part).decode() for part in (salt, hashlib.sha256(client).digest(), server)]
    return "SCRAM-SHA-256$1:{}${}:{}".format(*texts)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
