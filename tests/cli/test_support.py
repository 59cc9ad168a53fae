"""What commands share."""

import io
import sys

import pytest

from service.cli.support import progress_bar, table
from tests.support.commands import Commands


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


def test_settings_that_are_wrong_are_one_line(arena: Commands) -> None:
    done = arena("keys", "list", ARENA_DATABASE="x")
    assert done.code == 1
    assert done.errors == (
        "Error: ARENA_DATABASE is not a setting of this service; did you mean ARENA_DATABASE_URL?\n"
    )


def test_an_old_schema_is_named(arena: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.db.migrate.versions", lambda _: ("0000_old", "0001_core"))
    done = arena("keys", "list")
    assert done.code == 1
    assert "arena migrate" in done.errors
