"""Text in drawings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.web.charts.svg_text import lines, plain, shortened, widest, width
from tests.support.pages.figures import parsed


@given(st.text())
def test_what_is_left_can_stand_in_xml(text: str) -> None:
    escaped = plain(text).replace("&", "&amp;").replace("<", "&lt;")
    parsed(f"<text>{escaped}</text>".encode())


def test_one_line_cut_with_an_ellipsis() -> None:
    assert plain("a\x01b \n c") == "ab c"
    assert plain("abcdef", 4) == "abc…"
    assert plain("abcd", 4) == "abcd"


def test_wide_characters_take_twice_the_room() -> None:
    assert width("模型", 10) == 21
    assert width("ab", 10) == 12
    assert width("", 10) == 0


def test_the_widest_that_a_text_can_be() -> None:
    assert widest("模", 10) == 11
    assert widest("Wi", 10) == 13
    assert widest("e\u0301\u200f", 100) == 64  # an accent and a mark of direction take no room
    assert widest("A", 100) == 78
    assert widest("ب", 100) == 72


def test_a_text_is_cut_to_its_room() -> None:
    assert shortened("Photon", 190, 12) == "Photon"
    cut = shortened("A model with a name that goes on and on " * 3, 190, 12)
    assert cut.endswith("…")
    assert widest(cut, 12) <= 190
    assert shortened("漢字" * 40, 100, 12).endswith("…")


def test_lines_end_between_words_and_there_are_no_more_than_asked_for() -> None:
    assert lines("one two three four", 9, 2) == ("one two", "three …")
    assert lines("W" * 100, 30, 2)[0] == "W" * 30
    assert lines("", 30, 2) == ()
