"""The axes of an arena at a glance."""

from __future__ import annotations

import pytest

from service.arena.boards.axes import overview
from service.arena.boards.boards import build, read
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.errors import NotFound
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread, vote

PEOPLE = PromptCategory(("people",), "en")
PLAIN = PromptCategory()


def test_every_axis_with_its_votes_models_and_leader(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        log = [*[vote(0, 1, stratum=PEOPLE)] * 3, vote(2, 3, stratum=PLAIN), vote(2, 3, stratum=PLAIN)]
        cast(session, add_arena(session), log)
        arena, found = overview(session, "t2i")
        assert (arena.slug, arena.revision) == ("t2i", 1)
        assert [item.axis for item in found] == list(PEOPLE.axes())
        first = found[0]
        assert (first.axis, first.votes, first.models, first.ranked) == (OVERALL, 5, 4, 2)
        assert first.leader is not None
        assert (first.leader.model, first.leader_name) == ("m0", "M0")
        assert [(item.votes, item.models, item.ranked) for item in found[1:]] == [(3, 2, 2)] * 3

    inside(shared_url, work)


def test_overall_then_themes_then_languages_then_both(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        cast(session, add_arena(session), ballots(200))
        axes = [item.axis for item in overview(session, "t2i")[1]]
        themes, languages = ("animals", "people", "typography"), ("en", "pt-BR")
        assert axes == [
            OVERALL,
            *(Axis(theme) for theme in themes),
            *(Axis("", language) for language in languages),
            *(Axis(theme, language) for theme in themes for language in languages),
        ]

    inside(shared_url, work)


def test_each_says_what_its_board_says(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        cast(session, add_arena(session), ballots(60))
        for item in overview(session, "t2i")[1]:
            board = build(read(session, "t2i", item.axis))
            assert (item.votes, item.ranked) == (board.votes, len(board.ranked))
            assert item.models == len(board.ranked) + len(board.unranked)
            assert item.leader == (board.ranked[0].standing if board.ranked else None)

    inside(shared_url, work)


def test_an_axis_that_ranks_nobody_has_no_leader(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        cast(session, add_arena(session), [vote(stratum=PLAIN)] * 2)
        (item,) = overview(session, "t2i")[1]
        assert (item.votes, item.ranked, item.leader, item.leader_name) == (2, 0, None, None)

    inside(shared_url, work)


def test_an_axis_whose_votes_were_voided_is_not_listed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote(stratum=PLAIN), vote(stratum=PEOPLE)])
        void(session, reread(session, arena.id), [2], "a reason")
        assert [item.axis for item in overview(session, "t2i")[1]] == [OVERALL]

    inside(shared_url, work)


def test_only_the_arenas_own(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        cast(session, add_arena(session, "a"), [vote(stratum=PEOPLE)])
        cast(session, add_arena(session, "b"), [vote(stratum=PLAIN)] * 2)
        assert [(item.axis, item.votes) for item in overview(session, "b")[1]] == [(OVERALL, 2)]
        add_arena(session, "empty")
        assert overview(session, "empty")[1] == []
        with pytest.raises(NotFound):
            overview(session, "none")

    inside(shared_url, work)
