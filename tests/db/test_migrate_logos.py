"""The migration to logos, colors and targets: existing arenas have none, and nothing is lost."""

from __future__ import annotations

from typing import Any

from service.db.migrate import downgrade, upgrade
from service.db.queries import arenas
from service.domain.branding.logos import Logo
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import reread


def test_there_and_back(database_url: str) -> None:
    own: dict[str, Any] = {
        "logo_digest": b"a" * 32,
        "logo_width": 300,
        "logo_height": 96,
        "accent": "#0b7a75",
        "languages": "en;ja",
    }
    made = in_write(database_url, lambda session: add_arena(session, voting_question="Q?", **own))
    assert made.logo == Logo(b"a" * 32, 300, 96)
    downgrade(database_url, "0039_two_ahead")
    upgrade(database_url)
    again = in_write(database_url, lambda session: reread(session, made.id))
    assert (again.logo, again.accent, again.voting_languages, again.targets) == (None, None, (), ())
    assert again.voting_question == "Q?"
    change: dict[str, object] = {"axis_targets": ":en:9"}
    in_write(database_url, lambda session: arenas.change(session, made.id, change))
    assert in_write(database_url, lambda session: reread(session, made.id)).targets[0].votes == 9
