"""``arena migrate``."""

from pathlib import Path

from tests.support.processes.commands import Commands


def test_from_nothing_and_again(tmp_path: Path) -> None:
    arena = Commands(f"sqlite:///{tmp_path}/new.db", tmp_path)
    first = arena.good("migrate", "--json").json
    assert first["from"] is None
    assert arena.good("migrate", "--json").json == {"from": first["to"], "to": first["to"]}
    assert arena.good("migrate").text == f"the database is up to date ({first['to']})\n"


def test_up_to_date_on_both_databases(arena: Commands) -> None:
    found = arena.good("migrate", "--json").json
    assert found["from"] == found["to"] is not None


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    done = Commands("postgresql://arena@127.0.0.1:9/arena", tmp_path)("migrate")
    assert done.code == 1
    assert done.errors.splitlines()[-1].startswith("arena: nothing accepts connections at the host and port")
