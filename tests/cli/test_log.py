"""``arena log``."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.commands import Commands


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
