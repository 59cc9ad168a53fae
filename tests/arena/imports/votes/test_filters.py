"""Which rows of a file are wanted."""

import fnmatch

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from service.arena.imports.votes.filters import Filter


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
