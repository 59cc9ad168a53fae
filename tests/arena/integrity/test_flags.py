"""Flags: whom they are about, in one word, and what of them is printed."""

from __future__ import annotations

import pytest

from service.arena.access.voters import code_of
from service.arena.integrity import flags, holding
from service.arena.integrity.flags import State, subject_text
from service.db.engine import WriteSession
from service.errors import NotFound
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside


@pytest.mark.parametrize(
    ("scope", "subject", "text"),
    [
        ("voter", -77, f"voter:{code_of(-77)}"),
        ("network", -1, "network:ffffffffffffffff"),
        ("day", 20_783, "day:2026-11-26"),
        ("votes", 5, "votes:5"),
    ],
)
def test_subjects(scope: str, subject: int, text: str) -> None:
    assert subject_text(scope, subject) == text


def test_flags_by_state_and_what_is_printed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(10))
        number = holding.hold_votes(session, arena.id, [3, 5], "they look odd").flag
        (flag,) = flags.of_arena(session, "t2i", State.HELD)
        assert flags.of_arena(session, "t2i", State.OPEN) == []
        assert flags.positions(session, number) == [3, 5]
        assert (flag.first_position, flag.last_position, flag.sentence) == (3, 5, "they look odd")
        assert flag.to_dict() == {
            "id": number,
            "kind": "manual",
            "subject": flag.subject,
            "votes": 2,
            "evidence": {"sentence": "they look odd"},
            "held": True,
        }
        with pytest.raises(NotFound):
            flags.get(session, 99)
        with pytest.raises(NotFound):
            flags.of_arena(session, "nowhere")

    inside(shared_url, work)
