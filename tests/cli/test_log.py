"""``arena log``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.arena.archive import dropping
from tests.support.db.databases import on_sqlite
from tests.support.processes.commands import Commands


def test_closed_days_are_sealed_and_checked(filled: Commands) -> None:
    first = filled.good("log", "seal", "--before", "2024-01-03", "--json").json["segments"]
    assert [(one["arena"], one["first_position"], one["last_position"]) for one in first] == [("t2i", 1, 4)]
    done = filled.good("log", "seal", "--arena", "t2i").text
    assert done.startswith("t2i: votes 5 to 6, ")
    assert filled.good("log", "seal").text == "every closed day is sealed\n"
    (checked,) = filled.good("log", "check", "--json").json["arenas"]
    assert (checked["segments"], checked["votes"], checked["problems"]) == (2, 6, [])
    assert checked["manifest"] in done


def test_a_lost_file_is_found(filled: Commands, tmp_path: Path) -> None:
    filled.good("log", "seal")
    shutil.rmtree(tmp_path / "data" / "blobs" / "log")
    checked = filled("log", "check")
    assert checked.code == 1
    assert checked.text.startswith("t2i: 1 segments, 6 votes, ")
    assert "are missing" in checked.text


def test_sealed_votes_are_dropped_and_restored(filled: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropping, "NEWEST_VOTES", 0)
    filled.good("log", "seal")
    counted = filled.good("log", "counts", "--arena", "t2i").text
    old = "6 sealed ones that are old enough;"
    planned = filled.good("log", "drop")
    assert planned.text == f"t2i: 6 votes to drop of {old} 0 were dropped before\n"
    assert planned.errors == "nothing was changed; arena log drop --yes does this\n"
    assert filled.good("log", "drop", "--older-than", "36500").text.startswith("t2i: 0 votes to drop of 0 ")
    done = filled.good("log", "drop", "--arena", "t2i", "--yes", "--json").json
    assert done == {"done": True, "arenas": [{"arena": "t2i", "votes": 6, "sealed": 6, "elsewhere": 0}]}
    assert "6 votes, 6 of them only here, " in filled.good("log", "check").text
    assert filled.good("log", "counts", "--arena", "t2i").text == counted
    again = filled.good("log", "drop", "--yes")
    assert again.text == f"t2i: 0 votes dropped of {old} 6 were dropped before\n"
    assert filled.good("log", "restore").text == "t2i: 6 votes restored\n"
    assert "VACUUM" in filled.good("log", "drop", "--yes").errors


@on_sqlite
def test_an_arena_that_does_not_exist(filled: Commands) -> None:
    done = filled("log", "seal", "--arena", "nope")
    assert done.code == 1
    assert "there is no arena 'nope'" in done.errors


def test_the_counts_of_a_period(filled: Commands) -> None:
    filled.good("log", "seal")
    header = "model_a,model_b,wins_a,wins_b,ties,both_bad\n"
    days = ("--from", "2024-01-02", "--to", "2024-01-03")
    assert filled.good("log", "counts", "--arena", "t2i", *days).text == (
        f"{header}a,b,1,0,0,0\na,c,1,0,0,0\nb,c,0,0,0,1\n"
    )
    newest = filled.good("log", "counts", "--arena", "t2i", "--from", "2024-01-05", "--json").json
    pair = {"model_a": "b", "model_b": "c", "wins_a": 1, "wins_b": 0, "ties": 0, "both_bad": 0}
    assert newest == {"arena": "t2i", "pairs": [pair]}
    assert filled.good("log", "counts", "--arena", "t2i", "--to", "2023-12-31").text == header
