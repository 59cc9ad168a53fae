"""Which columns of one file hold which fields."""

from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from service.arena.imports.votes.columns import FIELDS, Columns, Policies
from service.arena.imports.votes.layout import Layout, layout_of
from service.errors import Invalid

Cells = Mapping[str, Sequence[str | None]]
SIDES = {"model_a": ["x"], "model_b": ["y"]}


def picked(cells: Cells, columns: Columns | None = None) -> pl.DataFrame:
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    layout = layout_of(columns or Columns(), frame.columns)
    layout.check(frame.columns)
    return layout.pick(frame)


def votes(cells: Cells, columns: Columns | None = None) -> list[tuple[object, ...]]:
    return picked(cells, columns).select("model_left", "model_right", "outcome").rows()


def test_names_of_lmarena_are_known_and_ours_go_first() -> None:
    frame = picked(
        {
            "model_a": ["x", "y"],
            "model_left": ["z", None],
            "Model B": ["b", "b"],
            "winner": ["tie", "model_a"],
        }
    )
    assert frame["model_left"].to_list() == ["z", "y"]
    assert frame["model_right"].to_list() == ["b", "b"]
    assert frame["outcome"].to_list() == ["tie", "model_a"]
    assert frame["voter"].to_list() == [None, None]
    assert set(FIELDS) < set(frame.columns)


def test_the_judge_is_a_voter_only_if_that_is_said() -> None:
    cells: Cells = {**SIDES, "winner": ["tie"], "judge": ["anna"]}
    assert picked(cells)["voter"].to_list() == [None]
    assert picked(cells, Columns.of(["voter=Judge"]))["voter"].to_list() == ["anna"]


def test_a_mapped_field_is_read_from_its_columns_alone() -> None:
    cells: Cells = {"a": [None], "b": ["y"], "model_left": ["x"], "model_right": ["z"], "outcome": ["tie"]}
    assert picked(cells, Columns.of(["model_left=a"]))["model_left"].to_list() == [None]
    assert picked(cells, Columns.of(["model_left=a", "model_left=b"]))["model_left"].to_list() == ["y"]


def test_a_constant_stands_in_every_row() -> None:
    rows = votes({"model_a": ["x", "z"], "model_b": ["y", "y"]}, Columns.of(sets=["outcome=left"]))
    assert rows == [("x", "y", "left"), ("z", "y", "left")]
    columns = Columns.of(sets=["model_left=a", "model_right=b", "outcome=tie"])
    assert len(votes({"x": ["1", "2"]}, columns)) == 2


@pytest.mark.parametrize(
    ("cells", "maps", "row"),
    [
        ({"Winner": ["x"], "Loser": ["y"]}, [], ("x", "y", "left")),
        ({"winner_name": ["x"], "loser_name": ["y"], "winner_id": ["7"]}, [], ("x", "y", "left")),
        ({"Winner": ["x"], "Loser": ["y"]}, ["model_left=Winner", "model_right=Loser"], ("x", "y", "left")),
        ({"Winner": ["x"], "Loser": ["y"]}, ["model_left=loser", "model_right=winner"], ("y", "x", "right")),
        ({**SIDES, "winner": ["tie"], "loser": ["?"]}, [], ("x", "y", "tie")),
        ({**SIDES, "winner_model_a": ["0"], "winner_model_b": ["1"]}, [], ("x", "y", "right")),
        ({**SIDES, "rank_a": ["2"], "rank_b": ["1"]}, [], ("x", "y", "right")),
        ({**SIDES, "winner": ["tie"], "rank_a": ["2"], "rank_b": ["1"]}, [], ("x", "y", "tie")),
        ({**SIDES, "p": ["1"], "q": ["2"]}, ["rank_left=p", "rank_right=q"], ("x", "y", "left")),
        ({**SIDES, "p": ["1"], "q": ["0"]}, ["outcome.left=p", "outcome.right=q"], ("x", "y", "left")),
    ],
)
def test_shapes_of_outcomes(cells: dict[str, list[str]], maps: list[str], row: tuple[str, ...]) -> None:
    assert votes(cells, Columns.of(maps)) == [row]


def test_a_shape_is_said_in_a_note() -> None:
    layout = layout_of(Columns(), ["Winner", "Loser"])
    assert layout.notes == ("the columns 'Winner' and 'Loser' say who won: every outcome is left",)
    assert layout.described() == {"model_left": "Winner", "model_right": "Loser", "outcome": "always 'left'"}
    layout = layout_of(Columns(), ["model_a", "model_b", "winner_model_a", "winner_model_b"])
    assert "read from winner_model_a, winner_model_b: the one with a 1" in layout.notes[0]


@pytest.mark.parametrize("maps", [["rank_left=a"], ["outcome.right=a"]])
def test_one_half_of_a_shape_is_not_enough(maps: list[str]) -> None:
    with pytest.raises(Invalid, match="too: name it with --map"):
        layout_of(Columns.of(maps), ["a", "model_a", "model_b"])


def test_words_of_the_file_become_ours() -> None:
    cells = {**SIDES, "winner": ["A"], "language": ["jp"]}
    frame = picked(cells, Columns.of(values=["outcome:a=left", "language:JP=ja"]))
    assert (frame["outcome"].item(), frame["language"].item()) == ("left", "ja")


@pytest.mark.parametrize(
    ("maps", "filters", "said"),
    [
        (["voter=who"], [], "'who' (--map voter=who)"),
        ([], ["kind=a*"], "'kind' (--filter kind=a*)"),
        ([], [], "for outcome (name yours with --map outcome=…)"),
    ],
)
def test_a_missing_column_is_named(maps: list[str], filters: list[str], said: str) -> None:
    seen = ["model_a", "model_b"]
    with pytest.raises(Invalid) as caught:
        layout_of(Columns.of(maps, filters), seen).check(seen)
    assert said in caught.value.detail


def test_columns_of_a_preset_may_be_missing() -> None:
    preset = Columns(mapped={"language": ("lang",), "voter": ("judge",)})
    layout = layout_of(Columns().over(preset), ["model_a", "model_b", "winner", "lang"])
    layout.check(["model_a", "model_b", "winner", "lang"])
    assert layout.sources["language"] == ("lang",)
    assert "voter" not in layout.sources


def test_everything_that_is_read_is_wanted() -> None:
    wanted = layout_of(Columns.of(["voter=judge"], ["anony=true"]), ["Model_A", "Judge", "Anony"]).wanted()
    assert {"Judge", "Anony", "voided_at", "Model_A", "model_left"} <= wanted
    assert "voter" not in wanted


def test_a_field_that_comes_later_in_the_file_is_read() -> None:
    layout = layout_of(Columns(), ["model_a", "model_b", "winner"])
    frame = pl.DataFrame({**SIDES, "winner": ["tie"], "language": ["en"]})
    assert layout.pick(frame)["language"].item() == "en"


def test_ids_are_not_read_if_they_are_none() -> None:
    cells = {**SIDES, "winner": ["tie"], "question_id": ["81"]}
    assert picked(cells)["external_id"].item() == "81"
    assert picked(cells, Columns.of(policies=Policies(no_id=True)))["external_id"].item() is None


def test_a_ranking_needs_no_sides() -> None:
    cells = {"images": ['["x","y","z"]'], "ranking": ["[1,2,2]"]}
    layout: Layout = layout_of(Columns.of(["models=images", "ranks=ranking"]), list(cells))
    layout.check(list(cells))
    frame = layout.pick(pl.DataFrame(cells))
    assert layout.is_ranking
    assert frame.select("models", "ranks").row(0) == ('["x","y","z"]', "[1,2,2]")
