"""``arena leaderboard``."""

from pathlib import Path

import pytest

from service.arena.catalog import arenas, models
from service.cli.leaderboard import needs
from service.domain.boards import NeighborPair, VotesNeeded
from tests.support.files.files import written
from tests.support.processes.commands import Commands
from tests.support.served.api import in_write


def test_an_aligned_table(filled: Commands) -> None:
    lines = filled.good("leaderboard", "--arena", "t2i", "--min-votes", "2").text.splitlines()
    assert lines[0] == "t2i, overall: 7 votes"
    assert lines[1].split()[:4] == ["rank", "of", "model", "score"]
    assert [line.split()[2] for line in lines[2:5]] == ["a", "b", "c"]
    scores = [line.index(line.split()[3]) + len(line.split()[3]) for line in lines[2:5]]
    assert len(set(scores)) == 1


def test_axes_and_those_who_need_more_votes(filled: Commands) -> None:
    theme = filled.good("leaderboard", "--arena", "t2i", "--theme", "People", "--language", "EN").text
    assert theme.startswith("t2i, theme=people,language=en: 3 votes")
    assert "c needs 2 more" in theme
    assert filled("leaderboard", "--arena", "t2i", "--theme", "towers").code == 1


def test_json_is_what_the_api_says(filled: Commands) -> None:
    board = filled.good("leaderboard", "--arena", "t2i", "--language", "en", "--json").json
    assert board["axis"] == {"theme": None, "language": "en"}
    assert board["votes"] == 4
    assert {row["model"] for row in board["rows"]} | {row["model"] for row in board["unranked"]} == {
        "a",
        "b",
        "c",
    }


def test_a_past_board(filled: Commands) -> None:
    assert filled.good("leaderboard", "--arena", "t2i", "--at", "3", "--json").json["votes"] == 3
    assert filled.good("leaderboard", "--arena", "t2i", "--at", "2024-01-01", "--json").json["votes"] == 2
    assert filled("leaderboard", "--arena", "t2i", "--at", "yesterday").code == 1


def test_retired_models_are_marked_or_left_out(filled: Commands) -> None:
    in_write(filled.url, lambda session: models.retire(session, "b"))
    options = ("leaderboard", "--arena", "t2i", "--min-votes", "2")
    assert "b (retired)" in filled.good(*options).text
    rest = filled.good(*options, "--no-retired", "--json").json
    assert [(row["rank"], row["model"]) for row in rest["rows"]] == [(1, "a"), (2, "c")]


def test_models_that_never_met_are_named(filled: Commands, tmp_path: Path) -> None:
    file = written(tmp_path / "more.csv", "model_left,model_right,outcome\nd,e,left\n")
    filled.good("import", "votes", str(file), "--arena", "t2i")
    text = filled.good("leaderboard", "--arena", "t2i").text
    assert "group 1 (never compared with the others): a, b, c\n" in text
    assert "group 2 (never compared with the others): d, e\n" in text


def test_it_says_how_much_is_decided_and_what_more_would_cost(filled: Commands) -> None:
    options = ("leaderboard", "--arena", "t2i", "--min-votes", "2")
    text = filled.good(*options).text
    assert "0 of 3 pairs are decided; a or b takes about " in text
    assert "USD" not in text
    in_write(filled.url, lambda session: arenas.change(session, "t2i", {"price_per_vote": 0.5}))
    assert " USD" in filled.good(*options).text.split(" more votes, ")[1].splitlines()[0]
    (first, _) = filled.good(*options, "--json").json["neighbors"]
    assert (first["above"], first["below"], first["better"]) == ("a", "b", None)
    assert first["cost"]["low"] == first["votes_needed"]["low"] / 2


@pytest.mark.parametrize(
    ("needed", "text"),
    [
        (VotesNeeded(None, None, None), "more votes like these do not decide between a and b"),
        (VotesNeeded(None, 6600, None), "a or b takes at least 6,600 more votes"),
        (VotesNeeded(1200, 190, None), "a or b takes about 1,200 (190 or more) more votes"),
        (VotesNeeded(1200, 190, 24000), "a or b takes about 1,200 (190 to 24,000) more votes"),
    ],
)
def test_what_it_takes_to_decide_a_pair(needed: VotesNeeded, text: str) -> None:
    assert needs(NeighborPair("a", "b", None, needed, None, 3)) == text
