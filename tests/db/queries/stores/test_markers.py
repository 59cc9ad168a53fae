"""The id of the store in the database: chosen once."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.stores import markers
from service.db.queries.stores.markers import MarkerRow
from tests.support.votes.ledgers import inside


def test_the_first_choice_stays(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        assert markers.get(session) is None
        assert markers.choose(session, "first") == MarkerRow("first", None)
        assert markers.choose(session, "second") == MarkerRow("first", None)
        for at in (7, 8):
            markers.note_marked(session, at)
        assert markers.get(session) == MarkerRow("first", 7)

    inside(shared_url, work)
