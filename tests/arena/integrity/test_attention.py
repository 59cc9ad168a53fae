"""Attention of voters, and the scan that makes flags of it and holds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.integrity import attention, scanning
from service.arena.integrity.attention import Attention
from service.arena.integrity.flags import State
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.domain.votes import Exclusion
from tests.support.votes.arenas import arena_services
from tests.support.votes.dealt import deal
from tests.support.votes.gold import CAREFUL, HASTY, add_answered
from tests.support.votes.ledgers import cast, reread, vote
from tests.support.votes.voting import log

pytestmark = pytest.mark.anyio

MORE = 8


def answer_wrong(session: WriteSession) -> None:
    """Let the hasty voter get the gold pair wrong again and again."""
    arena, pair = add_answered(session)
    cast(session, arena, [vote(0, 1)._replace(voter=HASTY)] * MORE)
    places = range(6, 6 + MORE)
    void(session, reread(session, arena.id), places, "told", Exclusion.GOLD)
    for place in places:
        images = {"image_left": 4, "image_right": 3}
        deal(session, place, arena_id=arena.id, position=place, voter=HASTY, address=7, gold=pair, **images)


async def test_who_looks_and_who_is_flagged(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await services.database.write(answer_wrong)
        hasty, careful = await services.database.read(attention.of_voters, "t2i")
        assert (hasty.attention, careful.attention) == (Attention(1 + MORE, 0), Attention(1, 1, 1, 1))
        (pair,) = (await services.database.read(attention.of_pairs, 1)).values()
        assert (pair.gold, pair.gold_right) == (2 + MORE, 1)
        flags = [flag for flag in await scanning.scan(services, "t2i") if flag.kind == "gold"]
        (flag,) = flags
        # For review, whatever the arena does on strong evidence: it is about the vote that counts.
        assert (flag.state, flag.votes, flag.first_position) == (State.OPEN, 1, 5)
        assert flag.sentence == (
            "Of 9 answers to gold pairs, 9 did not choose the good image; at most one in ten would be usual."
        )
        assert CAREFUL in {row["voter"] for row in await log(services) if row["exclusion"] is None}
        assert not [row for row in await log(services) if row["exclusion"] == int(Exclusion.HELD)]
