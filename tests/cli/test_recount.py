"""``arena recount``."""

import pytest
from sqlalchemy import Connection

from service.db.migrate import run_on
from tests.support.db.databases import on_sqlite
from tests.support.processes.commands import Commands


def corrupt(url: str) -> None:
    """Change one rating behind the program's back."""

    def work(connection: Connection) -> None:
        with connection.begin():
            connection.exec_driver_sql("UPDATE ratings SET mu = mu + 1 WHERE axis_id = 1 AND model_id = 1")

    run_on(url, work)


def test_a_check_finds_what_is_wrong_and_a_recount_mends_it(filled: Commands) -> None:
    good = {"arenas": [{"arena": "t2i", "votes": 7, "differences": 0}]}
    assert filled.good("recount", "--check", "--json").json == good
    corrupt(filled.url)
    bad = filled("recount", "--check", "--json")
    assert bad.code == 1
    assert bad.json["arenas"][0]["differences"] == 1
    assert filled.good("recount", "--json").json["arenas"][0]["votes"] == 7
    assert filled.good("recount", "--check", "--json").json == good


def test_the_package_agrees(filled: Commands) -> None:
    found = filled.good("recount", "--check", "--engine", "trueskill", "--json").json["arenas"][0]
    assert found["largest_difference"] < 1e-4
    assert (found["arena"], found["votes"], found["unrated"]) == ("t2i", 7, 0)


def test_other_parameters_fold_everything_anew(filled: Commands) -> None:
    def board() -> tuple[str, float]:
        found = filled.good("leaderboard", "--arena", "t2i", "--min-votes", "1", "--json").json
        return found["method_version"], found["rows"][0]["mu"]

    before = board()
    filled.good("recount", "--arena", "t2i", "--tau", "0.5", "--both-bad", "ignore")
    after = board()
    assert before[0] != after[0]
    assert before[1] != after[1]
    filled.good("recount", "--check")
    filled.good("recount", "--arena", "t2i", "--tau", "0", "--both-bad", "tie")
    assert board() == before


@pytest.mark.slow
@on_sqlite
def test_several_processes_do_the_same(filled: Commands) -> None:
    filled.good("log", "seal")
    corrupt(filled.url)
    bad = filled("recount", "--check", "--workers", "2", "--json")
    assert (bad.code, bad.json["arenas"][0]["differences"]) == (1, 1)
    done = filled.good("recount", "--arena", "t2i", "--tau", "0.1", "--workers", "2", "--json")
    assert done.json == {"arenas": [{"arena": "t2i", "votes": 7}]}
    assert filled.good("recount", "--check").text == "t2i: votes 7, differences 0\n"


SENSELESS: list[tuple[tuple[str, ...], int, str]] = [
    (("--tau", "1"), 2, "one --arena"),
    (("--arena", "t2i", "--check", "--tau", "1"), 2, "cannot be used with --check"),
    (("--engine", "trueskill"), 2, "works only with --check"),
    (("--engine", "trueskill", "--check", "--workers", "2"), 2, "in one process"),
    (("--on", "http://10.0.0.7"), 2, "such as ray://10.0.0.7:10001"),
    (("--workers", "0"), 2, "not in the range"),
    (("--arena", "nope"), 1, "there is no arena 'nope'"),
    (("--arena", "t2i", "--draw-probability", "0"), 1, "draw_probability must be above 0"),
    (("--arena", "t2i", "--draw-probability", "1e-320"), 1, "must be a number from 0.001 to 0.99"),
]


@on_sqlite
def test_what_cannot_be_meant(filled: Commands) -> None:
    for arguments, code, said in SENSELESS:
        done = filled("recount", *arguments)
        assert done.code == code, arguments
        assert said in done.errors
    assert filled.good("recount", "--check").code == 0
