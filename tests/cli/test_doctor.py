"""``arena doctor``."""

from pathlib import Path

from sqlalchemy import Connection

from service.db.migrate import run_on
from tests.support.commands import Commands


def test_all_well(filled: Commands) -> None:
    found = filled.good("doctor", "--json").json
    assert found["well"] is True
    assert {one["what"] for one in found["findings"]} >= {
        "settings",
        "secret",
        "disk",
        "database",
        "arena t2i",
        "images",
    }
    brief = filled.good("doctor", "--no-images", "--json").json
    assert [one["what"] for one in brief["findings"]] == [
        one["what"] for one in found["findings"] if one["what"] != "images"
    ]
    assert filled.good("doctor").text.count("ok  ") == len(found["findings"])


def test_a_gap_in_the_log(filled: Commands) -> None:
    def work(connection: Connection) -> None:
        with connection.begin():
            connection.exec_driver_sql("DELETE FROM votes WHERE position = 3")

    run_on(filled.url, work)
    done = filled("doctor", "--json")
    assert done.code == 1
    wrong = [one for one in done.json["findings"] if not one["well"]]
    assert [one["what"] for one in wrong] == ["arena t2i"]


def test_a_secret_that_others_can_read(filled: Commands, tmp_path: Path) -> None:
    (tmp_path / "data" / "secret.key").chmod(0o644)
    done = filled("doctor")
    assert done.code == 1
    assert "BAD  secret" in done.text
    assert "chmod 600" in done.text


def test_no_database_and_an_old_one(tmp_path: Path) -> None:
    away = Commands("postgresql://arena@127.0.0.1:9/arena", tmp_path)("doctor")
    assert (away.code, "BAD  database" in away.text) == (1, True)
    new = Commands(f"sqlite:///{tmp_path}/new.db", tmp_path)("doctor")
    assert (new.code, "arena migrate" in new.text) == (1, True)
