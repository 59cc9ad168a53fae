"""Ranks and strengths as JSON."""

from __future__ import annotations

from dataclasses import replace

from service.api.schemas.rankings import PerformanceOut, RankingOut
from service.arena.models.page import build
from service.arena.models.source import read
from service.db.engine import WriteSession
from service.rating.pooled import Likely
from tests.support.pages.model_pages import TODAY, furnished, golden
from tests.support.votes.ledgers import inside


def test_every_field_is_always_there() -> None:
    assert all(field.is_required() for field in RankingOut.model_fields.values())


def test_a_ranking_has_the_values_of_the_use_case(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        ranking = furnished(session).rankings[0]
        out = RankingOut.of(ranking)
        assert ranking.interval is not None
        assert (out.rank, out.ranked, out.votes) == (1, 3, ranking.standing.votes)
        assert (out.rank_low, out.bt_high) == (ranking.interval.rank_low, ranking.interval.high)
        assert (out.score, out.win_rate) == (ranking.standing.score, ranking.standing.win_rate)

    inside(shared_url, work)


def test_an_axis_with_too_few_votes_has_no_score(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        (performance,) = build(read(session, "m1", TODAY)).performance
        rated, unrated = PerformanceOut.of(performance).themes
        assert (rated.theme, rated.language, rated.needs, rated.rank) == ("people", None, 0, 2)
        assert rated.score is not None
        assert (unrated.theme, unrated.needs, unrated.score, unrated.rank) == ("animals", 3, None, None)
        assert (rated.likely, rated.inferred, PerformanceOut.of(performance).pooled_position) == (
            None,
            False,
            None,
        )
        pooled = [replace(strength, likely=Likely(1.0, 0.0, 2.0)) for strength in performance.themes]
        rated, unrated = PerformanceOut.of(replace(performance, themes=tuple(pooled), position=9)).themes
        assert (rated.likely, rated.likely_low, rated.likely_high, rated.inferred) == (1.0, 0.0, 2.0, False)
        assert (unrated.likely, unrated.inferred) == (1.0, True)

    inside(shared_url, work)
