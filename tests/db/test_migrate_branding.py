"""The migration to questions and targets: existing arenas have none, and nothing is lost there and back."""

from __future__ import annotations

from service.db.migrate import downgrade, upgrade
from service.db.queries import arenas
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import reread


def test_there_and_back(database_url: str) -> None:
    made = in_write(database_url, lambda session: add_arena(session, voting_question="Q?", target_votes=9))
    downgrade(database_url, "0037_renditions")
    upgrade(database_url)
    again = in_write(database_url, lambda session: reread(session, made.id))
    assert (again.voting_question, again.target_votes, again.name) == (None, None, made.name)
    change = {"slug": again.slug, "voting_question": "Which logo?", "target_votes": 5}
    in_write(database_url, lambda session: arenas.change(session, made.id, change))
    assert in_write(database_url, lambda session: reread(session, made.id)).question == "Which logo?"
