"""``arena votes void`` and ``arena votes forget-ids``."""

import csv
from pathlib import Path

from tests.support.db.databases import on_sqlite
from tests.support.files.files import written
from tests.support.processes.commands import Commands


def void_ones(arena: Commands) -> dict[str, str]:
    rows = csv.DictReader(arena.good("export", "votes", "--arena", "t2i").text.splitlines())
    return {row["position"]: row["void_reason"] for row in rows if row["voided_at"]}


def test_votes_by_their_ids(filled: Commands) -> None:
    first = next(csv.DictReader(filled.good("export", "votes", "--arena", "t2i").text.splitlines()))
    done = filled.good("votes", "void", first["id"], "--reason", "a robot", "--json")
    assert done.json == {"voided": 1}
    assert void_ones(filled) == {"1": "a robot"}
    assert filled.good("votes", "void", first["id"]).text == "0 votes voided\n"
    assert filled.good("recount", "--check").code == 0
    assert filled.good("leaderboard", "--arena", "t2i", "--json").json["votes"] == 6


def test_all_votes_of_a_voter(filled: Commands) -> None:
    assert filled.good("votes", "void", "--arena", "t2i", "--voter", "anna").text == "3 votes voided\n"
    assert sorted(void_ones(filled)) == ["1", "3", "6"]
    assert filled.good("votes", "void", "--arena", "t2i", "--voter", "nobody", "--json").json == {"voided": 0}
    assert filled.good("recount", "--check").code == 0


SENSELESS: list[tuple[tuple[str, ...], int]] = [
    ((), 2),
    (("1", "--arena", "t2i", "--voter", "x"), 2),
    (("--voter", "x"), 2),
    (("7",), 1),
]


@on_sqlite
def test_what_cannot_be_meant(filled: Commands) -> None:
    for arguments, code in SENSELESS:
        done = filled("votes", "void", *arguments)
        assert done.code == code, arguments
        assert "Traceback" not in done.errors
    assert void_ones(filled) == {}


def test_external_ids_of_old_votes_are_forgotten(filled: Commands, tmp_path: Path) -> None:
    def ids() -> set[str]:
        rows = csv.DictReader(filled.good("export", "votes", "--arena", "t2i").text.splitlines())
        return {row["external_id"] for row in rows} - {""}

    header = "model_left,model_right,outcome,external_id"
    path = written(tmp_path / "named.csv", f"{header}\na,b,left,x-1\nb,a,tie,x-2\n")
    filled.good("import", "votes", path, "--arena", "t2i")
    before = ids()
    assert before == {"x-1", "x-2"}
    command = ("votes", "forget-ids", "--arena", "t2i", "--before")
    assert filled.good(*command, "1970-01-01").text == "0 external ids forgotten\n"
    assert ids() == before
    assert filled.good(*command, "2999-01-01", "--json").json == {"forgotten": 2}
    assert ids() == set()
    assert filled.good("recount", "--check").code == 0
    assert filled("votes", "forget-ids", "--arena", "t2i", "--before", "soon").code == 2
