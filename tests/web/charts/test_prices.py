"""Price, score and speed as a chart."""

from __future__ import annotations

from service.arena.boards.boards import build, read
from service.arena.boards.price import price_scores
from service.db.engine import WriteSession
from service.db.queries import models, offers
from service.domain.axes import OVERALL
from service.web.charts.prices import price_figure
from tests.support.pages.model_pages import golden
from tests.support.votes.ledgers import inside


def test_a_bubble_says_what_the_leaderboard_and_the_offer_say(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        ids = models.ids_of(session, ["m0", "m1"])
        for slug, latency in (("m0", 3000), ("m1", None)):
            offer = {"provider": "acme", "unit": "image", "amount_micros": 40_000, "currency": "USD"}
            values = {
                "model_id": ids[slug],
                "valid_from": "2020-01-01",
                "created_at": 0,
                "latency_ms": latency,
            }
            offers.add(session, {**offer, **values})
        board = build(read(session, "t2i", OVERALL))
        figure = price_figure(price_scores(board))
        fast, unknown = figure.bubbles
        assert (fast.name, fast.price, fast.pace, fast.best) == ("M0", 0.04, 20.0, True)
        assert fast.score == board.ranked[0].standing.score
        assert unknown.pace is None
        assert [cell.text for cell in figure.table.rows[0]][1:3] == ["$0.04", "acme"]
        assert [row[5].text for row in figure.table.rows] == ["3.0 s (stated)", "unknown"]

    inside(shared_sqlite_url, work)
