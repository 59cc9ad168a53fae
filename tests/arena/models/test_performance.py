"""Themes and languages: the strongest first, and what is missing said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from service.arena.boards import axes, boards
from service.arena.boards.refits.computing import prepare
from service.arena.models.page import model_page
from service.arena.models.performance import Performance, performance
from service.arena.models.source import read
from service.db.engine import WriteSession
from service.domain.axes import Axis
from tests.support.pages.model_pages import LOG, TODAY, on_golden, oracle, score
from tests.support.votes.arenas import add_arena, add_models, arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import cast, inside


def test_the_strongest_theme_and_language_come_first(shared_url: str) -> None:
    people, animals = oracle(LOG[:6])["m0"], oracle(LOG[6:9])["m0"]
    assert animals.mu < oracle(LOG[6:9])["m2"].mu  # who won the later of two has the better rating

    def check(found: Sequence[Performance]) -> None:
        (one,) = found
        assert [(s.axis.theme, s.rank, s.of, s.standing.votes) for s in one.themes] == [
            ("people", 1, 3, 3),
            ("animals", 2, 2, 3),
        ]
        expected = pytest.approx([score(rating) for rating in (people, animals)], abs=1e-5)
        assert [s.standing.score for s in one.themes] == expected
        assert [s.standing.score for s in one.languages] == expected
        assert [s.axis.language for s in one.languages] == ["en", "de"]
        assert [(s.axis.label, s.standing.votes, s.needs) for s in one.cells] == [
            ("theme=animals,language=de", 3, 0),
            ("theme=people,language=en", 3, 0),
        ]

    on_golden(shared_url, performance, check)


def test_axes_without_votes_come_last_and_say_what_they_need(shared_url: str) -> None:
    def check(found: Sequence[Performance]) -> None:
        (one,) = found
        assert [(s.axis.theme, s.needs, s.rank) for s in one.themes] == [
            ("people", 0, 2),
            ("animals", 3, None),
        ]
        assert [(s.axis.label, s.needs) for s in one.cells] == [
            ("theme=animals,language=de", 3),
            ("theme=people,language=en", 0),
        ]

    on_golden(shared_url, performance, check, "m1")


def test_every_bar_is_the_board_of_its_axis(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        from_board = {}
        add_models(session)
        cast(session, add_arena(session), ballots(400, days=3))
        source = read(session, "m3", TODAY)
        (one,) = performance(source)
        for strength in (*one.themes, *one.languages):
            board = source.ordering(one.arena, source.arenas[0].rows[strength.axis]).ranked
            from_board = {entry.standing.model: entry for entry in board}
            assert from_board["m3"] == (strength.rank, strength.standing)
            assert strength.of == len(board)
        assert [s.axis.theme for s in one.themes] == [
            s.axis.theme for s in sorted(one.themes, key=lambda s: -s.standing.score)
        ]
        assert {s.axis for s in one.cells} == {
            Axis(theme, language)
            for theme in ("animals", "people", "typography")
            for language in ("en", "pt-BR")
        }

    inside(shared_url, work)


@pytest.mark.anyio
async def test_strengths_borrow_once_there_are_pooled_ratings(database_url: str, tmp_path: Path) -> None:
    """Each is that of the axis's leaderboard, also where the model has too few votes to be ranked."""
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(60))
        await prepare(services, "t2i")
        page = await model_page(services, "m3")
        (one,) = page.performance
        assert one.position
        strengths = [*one.themes, *one.languages, *one.cells]
        for strength in strengths:
            board = await boards.leaderboard(services, "t2i", strength.axis, order="likely")
            place = {entry.standing.model: entry.likely for entry in board.ranked} | dict(board.inferred)
            own = place["m3"]
            assert own
            assert strength.likely == (own.rating, own.low, own.high)
            assert not strength.rank or strength.likely_rank == own.rank
        assert any(strength.needs for strength in strengths)
        for ordered in (one.themes, one.languages):
            means = [s.likely.mean for s in ordered if s.likely and not s.needs]
            assert means == sorted(means, reverse=True)
        best = one.themes[0]
        assert best.likely
        answers = dict(page.faq)
        said = f" of {best.of} (likely rating {best.likely.mean:.0f} from "
        assert said in answers["What is M3 best at?"]
        _, found = await services.database.read(axes.overview, "t2i", services.boards.refits)
        for overview in found:
            board = await boards.leaderboard(services, "t2i", overview.axis, order="likely")
            assert overview.likely_leader
            first = board.ranked[0].standing.model if board.ranked else overview.likely_leader.model
            assert overview.likely_leader.model == first
