"""A board as its page shows it: order, links, places of the drawn intervals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import Board, ModelFacts
from service.arena.boards.columns import PAGE_COLUMNS
from service.arena.boards.likely import LikelyPlace
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Interval, RankedStanding, Standing
from service.domain.catalog import Price
from service.domain.questions.filters import ModelFilter
from service.web.pages import board_views as views
from service.web.pages.board_views import BoardAddress
from service.web.pages.boards.narrowing import Narrowing
from tests.support.votes.boards import board_of

QUERY = BoardAddress("t2i", OVERALL)


def standing(model: str, mu: float, votes: int = 10, wins: int = 5) -> Standing:
    return Standing(model, mu, 1.0, votes, wins, votes - wins, 0, 0)


@pytest.fixture
def board() -> Board:
    """Three models, ranked otherwise than by name, votes or price; the last has no price."""
    standings = [
        standing("a", 30, votes=10),
        standing("b", 28, votes=30, wins=20),
        standing("c", 20, votes=5),
    ]
    names = {"a": ("Zed", 2.0), "b": ("Abacus", 1.0), "c": ("Mid", None)}
    facts = {
        slug: ModelFacts(name, None, None, None, None if amount is None else Price(amount, "USD", "p"))
        for slug, (name, amount) in names.items()
    }
    ranked = [
        (RankedStanding(i, s), Interval(1000, 900, 1100, i, i)) for i, s in enumerate(standings, start=1)
    ]
    return board_of(ranked, facts)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("rank", "abc"),
        ("-rank", "cba"),
        ("model", "bca"),
        ("score", "abc"),
        ("-score", "cba"),
        ("votes", "bac"),
        ("-votes", "cab"),
        ("won", "cba"),
        ("price", "bac"),
        ("-price", "abc"),
    ],
)
def test_every_order(board: Board, sort: str, order: str) -> None:
    assert "".join(row.entry.standing.model for row in views.rows(board, sort)) == order


def test_intervals_are_drawn_where_they_are(board: Board) -> None:
    first, _, last = (row.ends or pytest.fail("not drawn") for row in views.rows(board, "rank"))
    assert first.low < first.mid < first.high
    assert first.mid - first.low == pytest.approx(first.high - first.mid, abs=0.02)
    assert (first.mid - last.mid) / (first.high - first.mid) == pytest.approx(10 / 3, abs=0.05)
    assert 0 < last.low < first.high < 100


def test_by_pooled_rating_places_drawings_and_sorting_are_those_of_it(board: Board) -> None:
    """The second has the higher pooled rating, and the third has none yet: it comes last either way."""
    a, b, c = board.ranked
    likely = [
        replace(b, likely=LikelyPlace(1100, 1050, 1150, 1)),
        replace(a, likely=LikelyPlace(1000, 900, 1100, 2)),
    ]
    other = replace(board, ranked=(*likely, c), order="likely")
    assert views.shown_order(replace(board, order="likely")) == "score"  # as long as there is nothing else
    first, second, last = views.rows(other, "rank")
    assert [row.place for row in (first, second, last)] == [1, 2, None]
    assert [dict(row.data).get("rank") for row in (first, second, last)] == [1, 2, None]
    assert first.ends is not None
    assert second.ends is not None
    assert last.ends is None
    assert (first.ends.low, first.ends.high) == pytest.approx(
        (second.ends.low + 55.56, second.ends.high + 18.52), abs=0.1
    )
    for sort, order in (("-rank", "abc"), ("likely", "bac"), ("-likely", "abc"), ("score", "abc")):
        assert "".join(row.entry.standing.model for row in views.rows(other, sort)) == order, sort


def test_the_other_models_are_by_pooled_rating_and_those_without_one_last(board: Board) -> None:
    unranked = tuple(standing(model, 25, votes=1, wins=0) for model in "abc")
    inferred = {"b": LikelyPlace(900, 800, 1000, 3), "c": LikelyPlace(1200, 1100, 1300, 1)}
    listed = views.unranked(replace(board, unranked=unranked, inferred=inferred))
    assert [(one.standing.model, one.likely and one.likely.rank) for one in listed] == [
        ("c", 1),
        ("b", 3),
        ("a", None),
    ]


def test_what_the_rows_are_ordered_by_is_next_to_the_models() -> None:
    first, others = ["rank", "model"], list(PAGE_COLUMNS)
    for key in (*first, "score", "likely"):
        others.remove(key)
    assert views.keys("score") == [*first, "score", "likely", *others]
    assert views.keys("likely") == [*first, "likely", "score", *others]


def test_links_keep_the_rows_and_columns_that_were_chosen() -> None:
    narrowing = Narrowing("xl", ModelFilter(organizations=("luma",), price_max=0.03), 10)
    chosen = replace(QUERY, narrowing=narrowing, columns=("score", "price"))
    rows = "q=xl&organizations=luma&price_max=0.03&votes_min=10&columns=score,price"
    assert chosen.link() == f"?{rows}"
    assert chosen.link(sort="votes") == f"?sort=votes&{rows}"
    assert chosen.by("likely") == f"?order=likely&{rows}"
    assert chosen.permalink(12) == f"?at=12&{rows}"
    assert chosen.cleared == "?columns=score,price"
    assert chosen.answer_query == "?arenas=t2i&axes=overall&organizations=luma&price_max=0.03"


def test_rows_that_are_filtered_out_keep_their_places(board: Board) -> None:
    cheap = Narrowing(models=ModelFilter(price_max=1.0))
    rows = views.rows(board, "rank", cheap)
    assert [(row.place, row.hidden) for row in rows] == [(1, True), (2, False), (3, True)]
    assert dict(rows[1].data)["price"] == 1.0


def test_headings_turn_around_what_is_in_force() -> None:
    by_key = {heading.column.key: heading for heading in views.headings(QUERY, "score")}
    assert by_key["rank"].sorted == "ascending"
    assert by_key["rank"].query == "?sort=-rank"
    assert (by_key["votes"].sorted, by_key["votes"].query) == (None, "?sort=votes")
    by_key = {
        heading.column.key: heading
        for heading in views.headings(BoardAddress("t2i", Axis("people"), None, "-votes"), "score")
    }
    assert by_key["votes"].sorted == "ascending"
    assert by_key["votes"].query == "?theme=people&sort=votes"
    assert by_key["rank"].query == "?theme=people"


def test_links_change_one_part_of_the_query() -> None:
    query = BoardAddress("t2i", Axis("food", "pt-BR"), "2026-11-20", "votes")
    assert query.link() == "?theme=food&language=pt-BR&at=2026-11-20&sort=votes"
    assert query.link(Axis("", "en")) == "?language=en&at=2026-11-20&sort=votes"
    assert query.now == "?theme=food&language=pt-BR&sort=votes"
    assert query.api_query == "?theme=food&language=pt-BR&at=2026-11-20"
    assert query.axis_query == "?theme=food&language=pt-BR"
    assert QUERY.link() == QUERY.api_query == ""
    assert query.by("likely") == "?theme=food&language=pt-BR&at=2026-11-20&order=likely"
    likely = replace(query, order="likely")
    assert likely.link() == "?theme=food&language=pt-BR&at=2026-11-20&order=likely&sort=votes"
    assert likely.api_query == "?theme=food&language=pt-BR&at=2026-11-20&order=likely"
    assert likely.by("score") == "?theme=food&language=pt-BR&at=2026-11-20"
    assert replace(QUERY, order="likely").by("score") == "?"


def test_filters_keep_the_other_half_of_the_axis() -> None:
    found = [
        AxisOverview(axis, votes, 2, 2, None, None)
        for axis, votes in (
            (OVERALL, 9),
            (Axis("a"), 2),
            (Axis("b"), 7),
            (Axis("", "fr"), 3),
            (Axis("a", "fr"), 1),
        )
    ]
    query = BoardAddress("t2i", Axis("b", "fr"))
    assert [(c.label, c.query, c.votes, c.current) for c in views.themes(query, found)] == [
        ("All themes", "?language=fr", None, False),
        ("b", "?theme=b&language=fr", 7, True),
        ("a", "?theme=a&language=fr", 2, False),
    ]
    assert [c.label for c in views.languages(query, found)] == ["All languages", "French"]
    assert views.languages(query, [found[0]]) == []


def test_axes_in_words() -> None:
    assert views.title(OVERALL) == "overall"
    assert views.title(Axis("food-and-drink", "fr")) == "food and drink in French"
    assert views.title(Axis("", "fr")) == "in French"
    assert [views.other_axes(axis) for axis in (OVERALL, Axis("a"), Axis("", "fr"), Axis("a", "fr"))] == [
        "",
        "the other themes",
        "the other languages",
        "the other themes and languages",
    ]
