"""What commands share."""

import io
import sys
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from service.cli import COMMANDS
from service.cli.support import progress_bar, progress_lines, table
from service.db.migrate import run_on
from service.db.schema_versions import newest
from service.db.tables import metadata
from tests.support.db.databases import execute, on_sqlite
from tests.support.files.files import written
from tests.support.processes.commands import Commands


def test_numbers_stand_to_the_right() -> None:
    assert table(("model", "votes"), [("a", "10"), ("longer", "9")]).splitlines() == [
        "model   votes",
        "a          10",
        "longer      9",
    ]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress_bar() as progress:
            for done in (10, 50, 100):
                progress("reading", done, 100)
            progress("storing", 5, 10)
        assert ("reading" in stream.getvalue(), "storing" in stream.getvalue()) == (shown, shown)


def test_lines_at_once_and_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_lines() as progress:
        for done in (6, 12, 18):
            progress("demo images", done, 18)
    said = capsys.readouterr().err.splitlines()
    assert said == ["arena: demo images: 6 of 18", "arena: demo images: 18 of 18"]


@on_sqlite
def test_settings_that_are_wrong_are_one_line(arena: Commands) -> None:
    done = arena("keys", "list", ARENA_DATABASE="x")
    assert done.code == 1
    assert done.errors == (
        "Error: ARENA_DATABASE is not a setting of this service; did you mean ARENA_DATABASE_URL?\n"
    )


COMMANDS_ON_DATA: dict[str, list[tuple[str, ...]]] = {
    "serve": [("serve", "--no-migrate")],
    "worker": [("worker",)],
    "demo": [("demo", "--quick")],
    "import": [
        ("import", "votes", "FILE", "--arena", "t2i"),
        ("import", "votes", "FILE", "--arena", "t2i", "--dry-run"),
        ("import", "prompts", "FILE", "--arena", "t2i"),
        ("import", "images", "FILE", "--arena", "t2i"),
        ("import", "models", "FILE"),
    ],
    "generate": [("generate", "--arena", "t2i")],
    "export": [("export", "votes", "--arena", "t2i"), ("export", "leaderboard", "--arena", "t2i")],
    "release": [("release", "--arena", "t2i")],
    "leaderboard": [("leaderboard", "--arena", "t2i")],
    "check": [("check", "--arena", "t2i", "--not-worse-than", "a")],
    "recount": [("recount",), ("recount", "--check"), ("recount", "--redate")],
    "log": [("log", "seal"), ("log", "check"), ("log", "counts", "--arena", "t2i")],
    "integrity": [
        ("integrity", "scan", "--arena", "t2i"),
        ("integrity", "hold", "--flag", "1"),
        ("integrity", "release", "--flag", "1"),
        ("integrity", "invite", "--arena", "t2i", "--networks", "2"),
    ],
    "gold": [
        ("gold", "add", "--arena", "t2i", "--good", "1", "--broken", "2"),
        ("gold", "list", "--arena", "t2i"),
        ("gold", "retire", "--arena", "t2i", "--pair", "1"),
        ("gold", "voters", "--arena", "t2i"),
        ("gold", "agreement", "--arena", "t2i"),
    ],
    "votes": [("votes", "void", "1", "--reason", "x")],
    "voters": [("voters", "delete", "x", "--yes"), ("voters", "export", "x")],
    "keys": [
        ("keys", "create", "--scope", "votes"),
        ("keys", "list"),
        ("keys", "votes"),
        ("keys", "revoke", "1"),
    ],
    "models": [("models", "merge", "a", "b"), ("models", "rename", "a", "b")],
    "prune": [("prune",), ("prune", "--yes")],
    "doctor": [("doctor",)],
}
OLDER: dict[str, list[tuple[str, ...]]] = {}
NEWER: dict[str, list[tuple[str, ...]]] = {
    "migrate": [("migrate",)],
    "serve": [("serve",), ("serve", "--no-migrate")],
    "backup": [("backup", "--output", "PLACE")],
}
EMPTY_ONLY = {"restore"}
"""The commands that need a database without any schema."""
WITHOUT_DATABASE = {"mcp", "plan", "verify"}


@on_sqlite
@pytest.mark.slow
def test_no_command_works_on_another_schema(arena: Commands, tmp_path: Path) -> None:
    """Each says both versions in one line, ends with 1, and writes nothing."""
    # One file for every import: votes, prompts, images and models.
    columns = "model_left,model_right,outcome,text,model,path,prompt"
    file = written(tmp_path / "all.csv", f"{columns}\na,b,left,a cat,a,a.png,a cat\n")
    paths = {"FILE": str(file), "PLACE": str(tmp_path / "backup.tar.zst")}
    assert COMMANDS_ON_DATA.keys() | NEWER.keys() | EMPTY_ONLY | WITHOUT_DATABASE == COMMANDS.keys()
    for revision, more in (("9999_later", NEWER), ("0001_core", OLDER)):
        execute(arena.url, f"UPDATE alembic_version SET version_num = '{revision}'")  # noqa: S608
        for command in chain.from_iterable({**COMMANDS_ON_DATA, **more}.values()):
            done = arena(*(paths.get(part, part) for part in command))
            said = done.text if command == ("doctor",) else done.errors
            lines = [line for line in said.splitlines() if revision in line and newest() in line]
            assert (done.code, len(lines)) == (1, 1), (command, done)
            assert said.splitlines() == lines or command == ("doctor",)
    for stored in metadata.sorted_tables:
        assert rows_of(arena.url, stored.name) == (1 if stored.name in {"catalog", "retention"} else 0)


def rows_of(url: str, name: str) -> int:
    counts: list[int] = []

    def count(connection: Connection) -> None:
        counts.append(
            connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()
        )

    run_on(url, count)
    return counts[0]
