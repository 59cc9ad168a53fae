"""``arena votes void``."""

import csv

import pytest

from tests.support.commands import Commands


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


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), 2), (("1", "--arena", "t2i", "--voter", "x"), 2), (("--voter", "x"), 2), (("7",), 1)],
)
def test_what_cannot_be_meant(filled: Commands, arguments: tuple[str, ...], code: int) -> None:
    done = filled("votes", "void", *arguments)
    assert done.code == code
    assert "Traceback" not in done.errors
    assert void_ones(filled) == {}
