"""A streaming replica of a throw-away PostgreSQL server."""

from urllib.parse import urlsplit

import psycopg

from tests.support.db.postgres import PostgresServer
from tests.support.runs.waiting import wait_until


class Standby(PostgresServer):
    """A copy of a server, made with ``pg_basebackup``, which follows it and answers reads."""

    def __init__(self, primary: PostgresServer) -> None:
        self._primary = primary
        password = urlsplit(primary.url("postgres")).password
        super().__init__(fsync=False, bindir=primary.bindir, password=password)

    def pause(self) -> None:
        """Stop applying what the primary sends: from now on, reads are answered from this moment."""
        self._control("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self._control("SELECT pg_get_wal_replay_pause_state()") == "paused", "the pause")

    def resume(self) -> None:
        """Apply what the primary has sent meanwhile."""
        self._control("SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        """Wait until everything is here that the primary has committed."""
        with psycopg.connect(self._primary.url("postgres"), autocommit=True) as connection:
            row = connection.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
        assert row is not None
        wait_until(
            lambda: self._control(f"SELECT pg_last_wal_replay_lsn() >= '{row[0]}'") is True, "the replica"
        )

    def _control(self, statement: str) -> object:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            row = connection.execute(statement.encode()).fetchone()
        assert row is not None
        return row[0]

    def _fill(self) -> None:
        command: list[object] = [
            self.bindir / "pg_basebackup",
            "-d",
            self._primary.url("postgres"),
            "-D",
            self.data,
        ]
        # -R writes how to follow the primary.
        failure = self._run([*map(str, command), "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"])
        if failure:
            raise RuntimeError(f"pg_basebackup failed: {failure}")
