"""Outcomes as other systems write them."""

import polars as pl
import pytest

from service.arena.imports.votes.outcomes import OutcomeColumn, outcome_of
from service.domain.votes import Outcome
from service.errors import Invalid

WORDS = {
    Outcome.LEFT: [
        "left",
        " LEFT ",
        "a",
        "A",
        "model_a",
        "Model A",
        "leftvote",
        "model_1",
        "1",
        "1.0",
        "+1",
        "1-0",
        "option_a",
    ],
    Outcome.RIGHT: ["right", "b", "model_b", "rightvote", "model2", "0", "0.0", "0-1", "response-b"],
    Outcome.TIE: ["tie", "draw", "tievote", "0.5", ".5", "0.50", "1/2-1/2", "Tie (both good)"],
    Outcome.BOTH_BAD: ["both_bad", "both-bad", "Both Bad", "bothbad_vote", "tie (bothbad)", "bothbad"],
}


def columns(outcomes: list[str | None], left: str = "x", right: str = "y") -> pl.DataFrame:
    size = len(outcomes)
    cells = {"outcome": outcomes, "model_left": [left] * size, "model_right": [right] * size}
    return pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))


def read(*frames: pl.DataFrame) -> tuple[list[int | None], list[str]]:
    column = OutcomeColumn()
    found = [number for frame in frames for number in column.of(column.settled(frame)["outcome"])]
    column.check()
    return found, column.notes()


@pytest.mark.parametrize(("outcome", "words"), WORDS.items())
def test_words(outcome: Outcome, words: list[str]) -> None:
    assert {outcome_of(word) for word in words} == {outcome}


@pytest.mark.parametrize("text", ["", "best", "2", "-1", "both", "neither", "nan", "10", "x" * 1000])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"is not one of left, right, tie, both_bad$") as caught:
        outcome_of(text)
    assert len(caught.value.detail) < 300


def test_what_a_number_means_is_said() -> None:
    found, notes = read(columns(["1", "0", "0.5", "tie", None]))
    assert found == [1, 2, 3, 3, None]
    assert len(notes) == 1
    assert notes[0].startswith("outcome 1 means that the left model won, 0 the right one, 0.5 a tie;")
    assert notes[0].endswith("use --value outcome:0=left --value outcome:1=right")


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (
            ["1", "2"],
            "the outcomes are the numbers 1, 2; say what each means, such as --value outcome:1=left",
        ),
        (["0", "1", "2", "tie"], "the numbers 0, 1, 2"),
        (["-1", "0", "1"], "the numbers -1, 0, 1"),
        (["good", "bad"], "known: 'good', 'bad'; say what each means, such as --value outcome:good=left"),
    ],
)
def test_a_file_whose_words_have_another_meaning_is_refused(outcomes: list[str], said: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(columns(["left"] if "tie" in outcomes else []), columns([*outcomes]))
    assert said in caught.value.detail


def test_one_unknown_word_among_others_is_refused_alone() -> None:
    found, notes = read(columns(["left", "best"]))
    assert found == [1, None]
    assert notes == ["unknown outcomes can be given a meaning: --value outcome:best=tie"]


def test_the_winners_name_is_an_outcome() -> None:
    first = columns(["SDXL", "flux ", "tie", "both bad", None], "sdxl", "FLUX")
    later = columns(["flux", "b", "left"], "sdxl", "flux")
    found, notes = read(first, later)
    assert found == [1, 2, 3, 4, None, 2, None, None]
    assert notes[0] == "the outcome is the name of the model that won"


def test_names_that_are_words_are_names_where_all_rows_have_them() -> None:
    by_name = pl.concat([columns(["a"], "a", "b"), columns(["a"], "b", "a"), columns(["b"], "b", "a")])
    assert read(by_name)[0] == [1, 2, 1]
    by_word = pl.concat([columns(["a"], "a", "b"), columns(["a"], "x", "y")])
    assert read(by_word)[0] == [1, 1]


def test_a_few_wrong_names_do_not_hide_that_they_are_names() -> None:
    found, _ = read(pl.concat([columns(["x", "y", "x"]), columns(["z"])]))
    assert found == [1, 2, 1, None]


def test_a_column_of_something_else_is_remembered_in_part_only() -> None:
    with pytest.raises(Invalid, match=r"'text 0', 'text 1', .*, …; say") as caught:
        read(columns([f"text {i}" for i in range(5_000)]))
    assert len(caught.value.detail) < 500
