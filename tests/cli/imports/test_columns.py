"""Files of other tools come in by their own names and words, or by an option for each."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.files.files import written
from tests.support.processes.commands import Commands


@pytest.fixture
def arena(sqlite_url: str, tmp_path: Path) -> Commands:
    """Return the command line on a fresh database: what is read does not depend on its kind."""
    return Commands(sqlite_url, tmp_path / "data")


def log_of(arena: Commands, slug: str = "t") -> list[dict[str, Any]]:
    rows = arena.good("export", "votes", "--arena", slug, "--format", "ndjson").text
    return [json.loads(line) for line in rows.splitlines()]


def outcomes(arena: Commands, slug: str = "t") -> list[tuple[str, ...]]:
    return [(row["model_left"], row["model_right"], row["outcome"]) for row in log_of(arena, slug)]


def test_numbers_are_times_only_where_that_is_clear(arena: Commands, vote_cases: Path) -> None:
    path = vote_cases / "09-date-yyyymmdd" / "input.csv"
    report = arena.good("import", "votes", path, "--arena", "t", "--json").json
    assert report["accepted"] == 3
    (refused,) = report["rejected"]
    assert refused["line"] == 3
    assert "2024-04-23T23:02:24Z as an Excel date" in refused["detail"]
    assert sorted(str(row["voted_at"]) for row in log_of(arena)) == [
        "2024-04-23T00:00:00.000000Z",
        "2024-04-23T23:14:59.000000Z",
        "2024-04-23T23:14:59.330000Z",
    ]
    excel = arena.good("import", "votes", path, "--arena", "u", "--excel-dates", "--json").json
    assert (excel["accepted"], excel["rejected"]) == (4, [])
    assert "2024-04-23T23:02:24.000000Z" in {row["voted_at"] for row in log_of(arena, "u")}


def test_a_column_of_winners_and_one_of_losers(arena: Commands, vote_cases: Path) -> None:
    path = vote_cases / "12-winner-loser-columns" / "input.csv"
    arena.good("import", "votes", path, "--arena", "t")
    maps = ("--map", "model_left=Winner", "--map", "model_right=Loser")
    arena.good("import", "votes", path, "--arena", "u", *maps)
    arena.good("import", "votes", path, "--arena", "v", *maps, "--set", "outcome=left")
    assert [row[2] for row in outcomes(arena)] == ["left"] * 3
    assert outcomes(arena) == outcomes(arena, "u") == outcomes(arena, "v")


def test_words_of_other_systems(arena: Commands, vote_cases: Path) -> None:
    path = vote_cases / "13-outcome-words" / "input.csv"
    report = arena.good("import", "votes", path, "--arena", "t", "--json").json
    assert (report["accepted"], report["rejected"]) == (12, [])
    assert any("outcome 1 means that the left model won" in note for note in report["reading"]["notes"])
    read = [
        "left",
        "right",
        "left",
        "tie",
        "left",
        "both_bad",
        "both_bad",
        "right",
        "left",
        "left",
        "tie",
        "tie",
    ]
    assert [row[2] for row in outcomes(arena)] == read
    sides = ("--value", "outcome:0=left", "--value", "outcome:1=right", "--value", "outcome:1.0=right")
    arena.good("import", "votes", path, "--arena", "u", *sides)
    assert [row[2] for row in outcomes(arena, "u")][7:10] == ["left", "right", "right"]


def test_one_hot_columns_and_ranks(arena: Commands, vote_cases: Path) -> None:
    folder = vote_cases / "14-one-hot-and-ranks"
    arena.good("import", "votes", folder / "onehot.csv", "--arena", "t")
    assert [row[2] for row in outcomes(arena)] == ["left", "right", "tie"]
    maps = [("rank_left", "system1rank"), ("rank_right", "system2rank"), ("model_left", "system1Id")]
    maps.append(("model_right", "SYSTEM2ID"))
    options = [text for ours, theirs in maps for text in ("--map", f"{ours}={theirs}")]
    arena.good("import", "votes", folder / "ranks.csv", "--arena", "u", *options)
    assert outcomes(arena, "u") == [("x", "y", "left"), ("x", "y", "tie"), ("x", "y", "right")]


def test_an_unknown_language_does_not_cost_the_vote(arena: Commands, vote_cases: Path) -> None:
    path = vote_cases / "24-language-costs-the-vote" / "input.csv"
    kept = arena.good("import", "votes", path, "--arena", "t", "--json").json
    assert (kept["accepted"], kept["unknown_languages"]) == (4, {"xx": 1, "other": 1})
    assert [row["language"] for row in log_of(arena)] == [None, "pt-BR", None, "fr"]
    dropped = arena.good("import", "votes", path, "--arena", "u", "--unknown-language", "drop", "--json").json
    assert (dropped["accepted"], dropped["rejected"]) == (2, [])
    assert dropped["unknown_languages"] == {"xx": 1, "other": 1}
    refused = arena.good(
        "import", "votes", path, "--arena", "v", "--unknown-language", "refuse", "--json"
    ).json
    assert (refused["accepted"], [one["line"] for one in refused["rejected"]]) == (2, [2, 4])
    told = arena.good("import", "votes", path, "--arena", "w")
    assert "2 votes in an unknown language: 'other' (1), 'xx' (1); --unknown-language decides" in told.errors


def test_every_option_together(arena: Commands, tmp_path: Path) -> None:
    prompt = "a cat " * 2_000
    names = written(tmp_path / "names.csv", "theirs,ours\nsdxl,Stable Diffusion XL\nc=d,e=f\n")
    csv = written(
        tmp_path / "votes.csv",
        "question_id,Left Model,right-model,Winner,text,Tags\n"
        f"1,PlayGroundV2,c=d,A,{prompt},\"['k', 'Food, Drink']\"\n"
        "1,SDXL,playground-v2,neither,a dog,k|art\n",
    )
    report = arena.good(
        "import", "votes", csv, "--arena", "t", "--json", "--no-id", "--cut-prompts",
        "--map", "prompt=TEXT", "--map", "themes=tags",
        "--value", "outcome:neither=both_bad", "--value", "themes:k=kitchen", "--set", "language=Deutsch",
        "--alias", "PlaygroundV2=playground-v2", "--alias", f"@{names}",
    ).json  # fmt: skip
    assert (report["accepted"], report["rejected"], report["cut_prompts"]) == (2, [], 1)
    assert report["reading"]["columns"]["model_left"] == "Left Model"
    assert report["reading"]["columns"]["language"] == "always 'Deutsch'"
    first, second = log_of(arena)
    assert (first["model_left"], first["model_right"], first["outcome"]) == ("playground-v2", "e-f", "left")
    assert (second["model_left"], second["outcome"]) == ("stable-diffusion-xl", "both_bad")
    assert (first["themes"], second["themes"]) == (["food-drink", "kitchen"], ["art", "kitchen"])
