"""The maps: where votes are, and who beats whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import Board, ModelFacts
from service.arena.boards.head_to_head import HeadToHead
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Interval, RankedStanding, Standing
from service.web.pages import maps
from service.web.pages.board_views import BoardAddress
from service.web.pages.maps import LEVELS, matrix, shade, vote_map
from tests.support.votes.boards import board_of

ASKED = BoardAddress("t2i", OVERALL)


def overview(votes: int, theme: str = "", language: str = "") -> AxisOverview:
    return AxisOverview(Axis(theme, language), votes, 2, 2, None, "Leader")


FOUND = [
    overview(20),
    overview(12, "people"),
    overview(15, "rooms"),
    overview(4, "", "fr"),
    overview(16, "", "en"),
    overview(10, "people", "en"),
    overview(2, "people", "fr"),
    overview(9, "rooms", "en"),
]


def test_the_map_has_every_theme_in_every_language_the_largest_first() -> None:
    found = vote_map(ASKED, FOUND)
    assert found is not None
    assert found.languages == ["en", "fr"]
    assert [(theme, [cell.votes for cell in cells]) for theme, cells in found.rows] == [
        ("rooms", [9, 0]),
        ("people", [10, 2]),
    ]
    assert found.rows[1][1][1].query == "?theme=people&language=fr"


def test_wanted_is_where_few_have_voted_and_somebody_has() -> None:
    found = vote_map(ASKED, FOUND)
    assert found is not None
    assert [cell.votes for cell in found.wanted] == [2, 9, 10]


@pytest.mark.parametrize("found", [FOUND[:1], FOUND[:3], [FOUND[0], *FOUND[3:5]]])
def test_without_themes_or_languages_there_is_no_map(found: list[AxisOverview]) -> None:
    assert vote_map(ASKED, found) is None


def test_more_languages_than_fit_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "MOST_LANGUAGES", 1)
    found = vote_map(ASKED, FOUND)
    assert found is not None
    assert found.languages == ["en"]


def test_shades() -> None:
    assert [shade(count, 100) for count in (0, 1, 4, 25, 100)] == [0, 1, 1, 2, LEVELS]


def ranked(*models: str) -> Board:
    standings = [Standing(model, 30 - i, 1, 9, 4, 4, 1, 0) for i, model in enumerate(models)]
    entries = [
        (RankedStanding(i, s), Interval(1000, 900, 1100, i, i)) for i, s in enumerate(standings, start=1)
    ]
    return board_of(entries, {model: ModelFacts(model.upper(), None, None, None, None) for model in models})


def test_a_matrix_reads_from_the_row() -> None:
    meetings = [HeadToHead("a", "b", 10, 9, 1, 0, 0), HeadToHead("a", "c", 4, 1, 1, 2, 0)]
    found = matrix(ranked("b", "a", "c"), meetings)
    assert found is not None
    assert found.models == [("b", "B"), ("a", "A"), ("c", "C")]
    b, a, c = found.rows
    assert (b[0], b[2]) == (None, None)
    assert b[1] is not None
    assert b[1].win_rate == pytest.approx(0.1)
    assert b[1].shade == "lost-4"
    assert a[0] is not None
    assert a[0].shade == "won-4"
    assert c[1] is not None
    assert (c[1].shade, c[1].votes) == ("even", 4)


def test_it_takes_two(monkeypatch: pytest.MonkeyPatch) -> None:
    assert matrix(ranked("a"), []) is None
    monkeypatch.setattr(maps, "MOST_MODELS", 2)
    found = matrix(ranked("a", "b", "c"), [])
    assert found is not None
    assert (len(found.models), found.left_out) == (2, 1)
    assert found.rows == [[None, None], [None, None]]


def test_a_meeting_of_which_no_vote_counts_is_no_duel() -> None:
    found = matrix(ranked("a", "b"), [HeadToHead("a", "b", 0, 0, 0, 0, 3)])
    assert found is not None
    assert found.rows[0][1] is None


def test_every_shade_is_in_the_style_sheet(project_root: Path) -> None:
    sheets = ("boards.css", "chart.css")
    sheet = "".join((project_root / "service/web/static" / name).read_text() for name in sheets)
    for level in range(1, LEVELS + 1):
        for name in ("shade", "won", "lost"):
            assert f".{name}-{level} " in sheet
