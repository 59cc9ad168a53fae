"""Votes whose language nobody knows."""

import polars as pl
import pytest

from service.arena.imports.votes.columns import UnknownLanguage
from service.arena.imports.votes.unknown_languages import UnknownLanguages
from service.errors import Invalid

COLUMN = pl.Series(["xx", "en", " xx", "other", None])
GOOD = pl.Series([True, True, True, False, True])


@pytest.mark.parametrize(
    ("policy", "kept"),
    [("keep", [True, True, True, False, True]), ("drop", [False, True, False, False, True])],
)
def test_kept_or_dropped_and_counted(policy: UnknownLanguage, kept: list[bool]) -> None:
    languages = UnknownLanguages(policy)
    assert [languages.tag_of(label or "") for label in COLUMN] == [None, "en", None, None, None]
    assert languages.count(COLUMN, GOOD).to_list() == kept
    assert languages.votes == {"xx": 2}


def test_refused() -> None:
    languages = UnknownLanguages("refuse")
    with pytest.raises(Invalid):
        languages.tag_of("xx")
    assert languages.count(COLUMN, GOOD).to_list() == GOOD.to_list()
    assert languages.votes == {}
