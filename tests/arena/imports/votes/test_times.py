"""Columns of times are read as single texts are."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.imports.votes import rules
from service.arena.imports.votes.times import TimeColumn
from service.domain import clock
from service.errors import Invalid

NOW = 1_800_000_000 * clock.SECOND
FORMS = [
    "2024-04-23T10:15:00Z",
    "2024-04-23 10:15:00.123456789",
    "2024-04-23T10:15:00.5+00:00",
    "20240423T101500.25Z",
    "20240423 101500",
    "2024-4-3T1:2:3Z",
    "2024-04-23T10:15:60Z",
    "2024-02-30T10:15:00Z",
    "2024-04-23T12:15:00+02:00",
    "2024-04-23",
    "20240423",
    "1713914099",
    "1713914099.3167",
    "1713914099330",
    "1713914099330123",
    "45405.96",
    "2024",
    "1e9",
    "nan",
    "-1e300",
    "2999-01-01T00:00:00Z",
    "9999999999",
    "2027-01-15T08:01:00Z",
    " 2024-04-23T10:15:00Z ",
    "soon",
]


def single(text: str | None, *, excel: bool) -> int | None:
    try:
        return None if text is None else rules.moment_of(text, NOW, excel=excel)
    except Invalid:
        return None


@pytest.mark.parametrize("excel", [False, True])
def test_every_form_at_once_and_alone(excel: bool) -> None:
    texts = [*FORMS, None]
    expected = [single(text, excel=excel) for text in texts]
    assert TimeColumn(NOW, excel=excel).of(pl.Series("t", texts)).to_list() == expected
    alone = [
        TimeColumn(NOW, excel=excel).of(pl.Series("t", [text], dtype=pl.String)).item() for text in texts
    ]
    assert alone == expected
    assert sum(time is not None for time in expected) == (16 if excel else 15)


@given(st.lists(st.sampled_from(FORMS) | st.text("0123456789-T: .Z+", max_size=22) | st.none(), max_size=6))
@pytest.mark.slow
def test_a_column_is_read_as_its_texts_are(texts: list[str | None]) -> None:
    column = pl.Series("t", texts, dtype=pl.String)
    assert TimeColumn(NOW, excel=False).of(column).to_list() == [single(text, excel=False) for text in texts]
