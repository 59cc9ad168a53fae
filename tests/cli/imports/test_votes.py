"""``arena import votes``."""

from pathlib import Path

import pytest

from tests.support.db.databases import on_sqlite
from tests.support.files.files import written
from tests.support.processes.commands import Commands

BATTLES = "votes-genai-arena/clean_battle_20240220.json"


def test_the_real_battles_into_two_arenas(arena: Commands, shared_data: Path) -> None:
    first = arena.good(
        "import",
        "votes",
        shared_data / BATTLES,
        "--arena",
        "text-to-image",
        "--filter",
        "model_a=*_generation",
        "--json",
    ).json
    assert (first["accepted"], first["duplicates"], first["positions"], first["filtered"]) == (
        1977,
        0,
        [1, 1977],
        83,
    )
    assert [one["line"] for one in first["rejected"]] == [1820]
    options = (
        "--arena",
        "image-editing",
        "--task",
        "image-editing",
        "--filter",
        "model_a=*_edition",
        "--json",
    )
    second = arena.good("import", "votes", shared_data / BATTLES, *options)
    assert second.json["accepted"] == 83
    again = arena.good("import", "votes", shared_data / BATTLES, *options).json
    assert {key: again[key] for key in ("accepted", "duplicates", "rejected", "positions")} == {
        "accepted": 0,
        "duplicates": 83,
        "rejected": [],
        "positions": None,
    }
    assert (again["filtered"], again["voided"], again["reading"]["preset"]) == (
        1978,
        0,
        "GenAI-Arena, battles (clean_battle_*.json)",
    )
    assert arena.good("recount", "--check", "--json").json == {
        "arenas": [
            {"arena": "image-editing", "votes": 83, "differences": 0},
            {"arena": "text-to-image", "votes": 1977, "differences": 0},
        ]
    }


def test_json_is_exactly_what_other_programs_rely_on(arena: Commands, tmp_path: Path) -> None:
    path = written(tmp_path / "votes.csv", "model_left,model_right,outcome\na,b,left\na,b,best\n\na,a,tie\n")
    found = arena.good("import", "votes", path, "--arena", "t2i", "--json").json
    assert {key: found[key] for key in ("accepted", "duplicates", "rejected", "positions")} == {
        "accepted": 1,
        "duplicates": 0,
        "rejected": [
            {"line": 3, "detail": "outcome 'best' is not one of left, right, tie, both_bad"},
            {"line": 5, "detail": "model_left and model_right are the same model; a vote compares two"},
        ],
        "positions": [1, 1],
    }


@on_sqlite
def test_columns_that_are_called_otherwise(arena: Commands, tmp_path: Path) -> None:
    path = written(tmp_path / "v.txt", "one;x\tother\tbest\twho\na\tb\tleft\tanna\n")
    done = arena.good(
        "import", "votes", path, "--format", "tsv", "--arena", "t2i",
        "--map", "model_left=one;x", "--map", "model_right=other", "--map", "outcome=best",
        "--map", "voter=who",
    )  # fmt: skip
    assert done.text.startswith("1 vote added")


@on_sqlite
def test_strict_makes_nothing(arena: Commands, votes_file: Path) -> None:
    done = arena("import", "votes", votes_file, "--arena", "t2i", "--strict", "--json")
    assert done.code == 1
    assert (done.json["accepted"], len(done.json["rejected"])) == (0, 7)
    assert arena("leaderboard", "--arena", "t2i").code == 1


@on_sqlite
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--arena", "t2i", "--map", "winner=x"), 1, "votes have no field 'winner' to map"),
        (("--arena", "t2i", "--filter", "kind=x"), 1, "no column 'kind'"),
        (("--arena", "T2I"), 1, "'T2I' cannot be the slug"),
        ((), 2, "Missing option '--arena'"),
        (("--arena", "t2i", "--format", "xml"), 2, "'xml' is not one of"),
    ],
)
def test_what_cannot_be_meant(
    arena: Commands, votes_file: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = arena("import", "votes", votes_file, *arguments)
    assert done.code == code
    assert said in done.errors
    assert "Traceback" not in done.errors
    assert done.text == ""


def test_what_was_made_of_ids_and_known_rows_is_said(arena: Commands, vote_cases: Path) -> None:
    questions = vote_cases / "04-question-id-repeats" / "input.jsonl"
    first = arena.good("import", "votes", questions, "--arena", "t04", "--preset", "none")
    assert first.text.startswith("5 votes added at 1 to 5, 0 were already there")
    assert "the column 'question_id' is not an id of votes" in first.text + first.errors
    without = arena.good("import", "votes", questions, "--arena", "bare", "--no-id", "--json").json
    assert (without["accepted"], without["not_an_id"]) == (5, None)
    mapped = arena.good(
        "import", "votes", questions, "--arena", "mapped", "--map", "external_id=question_id", "--json"
    ).json
    assert [mapped["accepted"], mapped["duplicates"], len(mapped["rejected"])] == [2, 0, 3]
    weeks = [vote_cases / "11-file-that-grew" / f"week{week}.csv" for week in (1, 2)]
    arena.good("import", "votes", weeks[0], "--arena", "t11")
    grown = arena.good("import", "votes", weeks[1], "--arena", "t11")
    assert grown.text.startswith("1 vote added at 31 to 31, 30 were already there")
    assert "30 rows without id and time came in the same order" in grown.text + grown.errors
    again = arena.good("import", "votes", weeks[1], "--arena", "t11", "--all-new", "--json").json
    assert (again["accepted"], again["recognized"]) == (31, 0)


def test_a_broken_file_leaves_nothing(arena: Commands, shared_data: Path, tmp_path: Path) -> None:
    half = written(tmp_path / "half.json", (shared_data / BATTLES).read_bytes()[:200_000])
    done = arena("import", "votes", half, "--arena", "t2i")
    assert done.code == 1
    assert done.errors.startswith("arena: ")
    assert "nothing was imported" in done.errors
    assert len(done.errors.splitlines()) == 1
    assert arena("leaderboard", "--arena", "t2i").code == 1


def test_a_new_database_gets_its_schema(tmp_path: Path, votes_file: Path) -> None:
    arena = Commands(f"sqlite:///{tmp_path}/new/arena.db", tmp_path)
    assert arena.good("import", "votes", votes_file, "--arena", "t2i", "--json").json["accepted"] == 7
