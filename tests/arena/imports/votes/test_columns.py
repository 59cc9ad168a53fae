"""Which columns are read for a vote, and which rows are wanted."""

import fnmatch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.imports.votes.columns import FIELDS, Columns, Filter
from service.errors import Invalid


def test_names_of_lmarena_are_known_and_ours_go_first() -> None:
    frame = pl.DataFrame({"model_a": ["x", "y"], "model_left": ["z", None], "winner": ["tie", "model_a"]})
    picked = Columns.of().pick(frame)
    assert picked["model_left"].to_list() == ["z", "y"]
    assert picked["outcome"].to_list() == ["tie", "model_a"]
    assert picked["voter"].to_list() == [None, None]
    assert set(FIELDS) < set(picked.columns)


def test_the_judge_is_a_voter_only_if_that_is_said() -> None:
    frame = pl.DataFrame({"judge": ["anna"]})
    assert Columns.of().pick(frame)["voter"].to_list() == [None]
    assert Columns.of(["voter=judge"]).pick(frame)["voter"].to_list() == ["anna"]


def test_a_mapped_field_is_read_from_its_column_alone() -> None:
    frame = pl.DataFrame({"a": [None], "model_left": ["x"]}, schema_overrides={"a": pl.String})
    assert Columns.of(["model_left=a"]).pick(frame)["model_left"].to_list() == [None]


@pytest.mark.parametrize(
    ("maps", "filters", "said"),
    [
        (["modell=a"], [], "no field 'modell'"),
        (["model_left"], [], "--map our=theirs"),
        (["=a"], [], "--map our=theirs"),
        ([], ["anony"], "--filter column=value"),
    ],
)
def test_what_cannot_be_meant(maps: list[str], filters: list[str], said: str) -> None:
    with pytest.raises(Invalid) as caught:
        Columns.of(maps, filters)
    assert said in caught.value.detail


@pytest.mark.parametrize(
    ("maps", "filters", "said"),
    [
        (["voter=who"], [], "'who' (--map voter=who)"),
        ([], ["kind=a*"], "'kind' (--filter kind=a*)"),
        ([], [], "'outcome' or 'winner'"),
    ],
)
def test_a_missing_column_is_named(maps: list[str], filters: list[str], said: str) -> None:
    with pytest.raises(Invalid) as caught:
        Columns.of(maps, filters).check(["model_a", "model_b"])
    assert said in caught.value.detail


def test_everything_that_is_read_is_wanted() -> None:
    wanted = Columns.of(["voter=judge"], ["anony=true"]).wanted()
    assert {"judge", "anony", "voided_at", "model_a", "model_left"} <= wanted
    assert "voter" not in wanted


def test_a_filter_keeps_what_is_equal_or_matches() -> None:
    frame = pl.DataFrame({"m": ["a_generation", "a_edition", None, "FLUX.1 [dev]"]})

    def kept(value: str) -> list[str | None]:
        return frame.filter(Filter("m", value).keeps(frame))["m"].to_list()

    assert kept("*_generation") == ["a_generation"]
    assert kept("FLUX.1 [dev]") == ["FLUX.1 [dev]"]
    assert kept("a*") == ["a_generation", "a_edition"]
    assert kept("*") == ["a_generation", "a_edition", "FLUX.1 [dev]"]
    assert frame.filter(Filter("n", "*").keeps(frame)).is_empty()


@given(text=st.text("ab", max_size=6), pattern=st.text("ab*", max_size=6))
def test_a_star_stands_for_any_text(text: str, pattern: str) -> None:
    frame = pl.DataFrame({"m": [text]})
    kept = frame.filter(Filter("m", pattern).keeps(frame)).height == 1
    assert kept == fnmatch.fnmatchcase(text, pattern)
