"""What became of votes as charts."""

from __future__ import annotations

from service.arena.integrity.published import LIMIT, HeldVotes, Published
from service.domain.ledger import BOTH_BAD, Day, Ledger, Simulated
from service.web.charts.ledgers import MOST_DAYS, held_figure, ledger_figure
from tests.support.pages.model_pages import some_arena


def test_each_day_by_what_became_of_its_votes() -> None:
    days = (Day(20_779, 5, 4, {BOTH_BAD: 1}, 2), Day(20_780, 3, 3, {}, 0))
    figure = ledger_figure(Ledger("t2i", 1, days, {}, 8, Simulated(0, 0)))
    assert figure.days == [(20_779, [4, 1]), (20_780, [3, 0])]
    texts = [[cell.text for cell in row] for row in (*figure.table.rows, figure.table.foot)]
    assert [row[1:] for row in texts] == [["5", "4", "1", "2"], ["3", "3", "0", "0"], ["8", "7", "1", "2"]]
    assert figure.table.rows[0][0].href == "/api/v1/arenas/t2i/ledger?from=2026-11-22&to=2026-11-22"


def test_held_votes_by_kind_of_reason() -> None:
    figure = held_figure(Published(some_arena(), (HeldVotes(20_779, {LIMIT: 2}),), 0, 0))
    assert figure.days == [(20_779, [2])]
    assert [cell.text for cell in figure.table.foot] == ["All days", "2", "2"]


def test_only_the_newest_days_are_drawn() -> None:
    days = tuple(Day(20_000 + i, 1, 1, {}, 0) for i in range(MOST_DAYS + 9))
    figure = ledger_figure(Ledger("t2i", 1, days, {}, 8, Simulated(0, 0)))
    assert len(figure.days) == MOST_DAYS
    assert figure.days[-1][0] == days[-1].day
    assert figure.table.foot[1].text == "99"
