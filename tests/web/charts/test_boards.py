"""A leaderboard as charts: what its rows say, and each model's score at the end of each day."""

from __future__ import annotations

from service.arena.boards.boards import build, read
from service.arena.boards.history import HistoryPoint, ModelHistory, of_models
from service.db.engine import WriteSession
from service.domain.axes import OVERALL
from service.domain.boards import Standing
from service.web.charts.boards import MOST_DAYS, _days, _scores, board_figure, history_figure
from tests.support.pages.model_pages import golden
from tests.support.votes.ledgers import inside


def history(*days: int) -> ModelHistory:
    return ModelHistory(
        "a", "A", [HistoryPoint(day, Standing("a", float(day), 0.0, 9, 3, 3, 3, 0)) for day in days]
    )


def test_rows_and_lines_are_those_of_the_leaderboard(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        board = build(read(session, "t2i", OVERALL))
        rows = board_figure(board).rows
        assert [row.estimates[0][0][:3] for row in rows] == [
            (e.standing.score, e.standing.mu, e.standing.upper) for e in board.ranked
        ]
        models = [entry.standing.model for entry in board.ranked]
        figure = history_figure(board, of_models(session, "t2i", OVERALL, models))
        assert {line.name: line.points[-1].y for line in figure.lines} == {
            e.facts.name: e.standing.score for e in board.ranked
        }
        assert len(figure.table.rows) == 2
        assert [key.name for key in figure.keys] == [head.text for head in figure.table.heads[1:]]

    inside(shared_sqlite_url, work)


def test_a_long_history_is_thinned_out_and_ends_with_the_newest() -> None:
    days = _days([history(*range(20_000, 21_001))])
    assert MOST_DAYS / 2 < len(days) <= MOST_DAYS
    assert days[-1] == 21_000
    assert days == sorted(days)
    assert _days([history(3, 1), history(2)]) == [1, 2, 3]
    assert _days([]) == []


def test_a_score_stays_until_it_changes_and_there_is_none_before_the_first() -> None:
    assert _scores(history(2, 5), [1, 2, 3, 6]) == [None, 2.0, 2.0, 5.0]
