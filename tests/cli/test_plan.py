"""``arena plan``."""

from pathlib import Path

import pytest

from tests.support.processes.commands import Commands

SMALL = ("plan", "--models", "5", "--themes", "2", "--languages", "2", "--votes", "400")


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    """Return the command line without a database: a plan needs none."""
    return Commands(f"sqlite:///{tmp_path}/none/arena.db", tmp_path)


def test_a_line_for_each_kind_of_leaderboard(commands: Commands) -> None:
    lines = commands.good(*SMALL, "--worlds", "2").text.splitlines()
    assert lines[0].startswith("400 votes in each of 2 simulated arenas")
    assert [line.split("  ")[0] for line in lines[2:6]] == [
        "overall",
        "a theme",
        "a language",
        "a theme in a language",
    ]
    assert "160" in lines[2]
    assert "90 between models" in lines[8]


def test_json_has_the_assumptions_and_is_a_function_of_the_seed(commands: Commands) -> None:
    first, again, other = (
        commands.good(*SMALL, "--worlds", "1", "--seed", seed, "--json").json for seed in ("1", "1", "2")
    )
    assert first == again
    assert first["leaderboards"] != other["leaderboards"]
    assert (first["worlds"], first["assumptions"]["models"], first["assumptions"]["prompt_sd"]) == (1, 5, 140)
    overall = first["leaderboards"][0]
    assert overall["leaderboard"] == "overall"
    assert overall["votes_per_model"] == 160
    assert -1 <= overall["likely"]["tau"] <= 1
    assert overall["interval"] > 0


def test_the_first_simulation_ends_and_no_other_begins_when_time_is_up(commands: Commands) -> None:
    assert commands.good(*SMALL, "--seconds", "0", "--json").json["worlds"] == 1
