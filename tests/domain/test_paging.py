"""Pages: cursors that lead on, and hostile ones that lead nowhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.paging import MAX_ID, Listing, Page, after_id, cursor_of, key_of, listing, page_of
from service.errors import Invalid

keys = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(keys)
def test_a_cursor_gives_its_key_back_and_needs_no_escaping(key: str) -> None:
    cursor = cursor_of(key)
    assert key_of(cursor) == key
    assert re.fullmatch("[A-Za-z0-9_-]*", cursor)


@pytest.mark.slow
@given(st.text())
def test_any_text_is_a_key_a_database_can_take_or_invalid(cursor: str) -> None:
    try:
        key = key_of(cursor)
    except Invalid:
        return
    key.encode()
    assert "\0" not in key


@pytest.mark.parametrize(
    "cursor",
    [
        "a",
        "aaaaa",
        "é",
        "\ud800",
        "a b=",
        "////",
        "_w",
        "AA",
        "YQ==YQ==",
        "Y\nQ",
        "=" * 7,
        "\0",
        "gICA" * 1000,
    ],
)
def test_cursors_that_were_never_given(cursor: str) -> None:
    with pytest.raises(Invalid, match="start again without a cursor"):
        key_of(cursor)


def test_a_page_reads_one_more_than_it_shows() -> None:
    assert Page(limit=20).size == 21
    assert Page().after == ""


def test_pages_are_cut_one_short_of_what_was_read() -> None:
    rows = ["a", "b", "c"]
    for limit, items, more in ((2, ["a", "b"], cursor_of("b")), (3, rows, None), (4, rows, None)):
        page = Page("", limit)
        assert listing(rows[: page.size], page, str, str) == Listing(items, more)
    assert listing([], Page(), str, str) == Listing([], None)


def test_cursors_lead_back_to_their_keys() -> None:
    assert page_of(None, 5) == Page("", 5)
    assert page_of(cursor_of("光-1"), 5) == Page("光-1", 5)
    assert after_id(Page()) == 0
    assert after_id(Page("17")) == 17
    assert after_id(Page(str(MAX_ID))) == MAX_ID


@pytest.mark.parametrize("key", ["a", "-1", "1.5", str(MAX_ID + 1), "9" * 11, "٣", "²", " 1"])
def test_cursors_of_other_lists_are_refused(key: str) -> None:
    with pytest.raises(Invalid, match="another list"):
        after_id(Page(key))
