"""``arena voters delete``."""

import io
import sys

import pytest

from service.arena.access.secrets import load_secret
from service.arena.access.voters import code_of, hash_voter
from service.settings import Settings
from tests.support.db.databases import on_sqlite
from tests.support.processes.commands import Commands


def code(arena: Commands, name: str) -> str:
    secret = load_secret(Settings.model_validate({"data_dir": arena.environment["ARENA_DATA_DIR"]}))
    return code_of(hash_voter(secret, name))


def counted(arena: Commands) -> int:
    votes: int = arena.good("leaderboard", "--arena", "t2i", "--json").json["votes"]
    return votes


def test_by_name(filled: Commands) -> None:
    deleted = filled.good("voters", "delete", "--name", "anna", "--yes", "--json").json
    assert deleted == {"voter": code(filled, "anna"), "votes": 3, "arenas": 1, "matchups": 0}
    assert counted(filled) == 4
    assert filled.good("recount", "--check").code == 0
    again = filled("voters", "delete", "--name", "anna", "--yes")
    assert (again.code, again.errors) == (1, "arena: this voter has no votes and no matchups\n")


def test_by_code(filled: Commands) -> None:
    done = filled.good("voters", "delete", code(filled, "ben").lower(), "--yes")
    assert done.text == "deleted the voter with 3 votes and 0 matchups\n"
    assert counted(filled) == 4
    assert filled.good("recount", "--check").code == 0


@on_sqlite
@pytest.mark.parametrize(("typed", "left"), [("y\n", 4), ("n\n", 7), ("", 7)])
def test_it_asks_first(filled: Commands, monkeypatch: pytest.MonkeyPatch, typed: str, left: int) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    done = filled("voters", "delete", "--name", "anna")
    assert done.code == (0 if left == 4 else 1)
    assert "3 votes in 1 arenas and 0 matchups" in done.errors
    assert counted(filled) == left


SENSELESS: list[tuple[tuple[str, ...], int]] = [
    ((), 2),
    (("K", "--name", "anna"), 2),
    (("anna",), 1),
    (("--name", "nobody"), 1),
]


@on_sqlite
def test_what_cannot_be_meant(filled: Commands) -> None:
    for arguments, exit_code in SENSELESS:
        done = filled("voters", "delete", *arguments, "--yes")
        assert done.code == exit_code, arguments
        assert "Traceback" not in done.errors
    assert counted(filled) == 7


def test_the_export_has_the_votes_of_one_voter(filled: Commands) -> None:
    data = filled.good("voters", "export", code(filled, "anna")).json
    assert data["voter"] == code(filled, "anna")
    assert [vote["position"] for vote in data["votes"]] == [1, 3, 6]
    line = filled.good("voters", "export", "--name", "anna", "--json")
    assert line.text.count("\n") == 1
    assert line.json["votes"] == data["votes"]
    gone = filled("voters", "export", "--name", "nobody")
    assert (gone.code, gone.errors) == (1, "arena: this voter has no votes and no matchups\n")
    assert filled("voters", "export").code == 2
