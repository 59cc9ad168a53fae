"""What comes first for a voter who reads some languages, and what never comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.voting import matchups
from service.domain.voters.wishes import Wishes
from service.errors import NoMatchup
from tests.support.votes.arenas import arena_services
from tests.support.votes.voting import ANNA, BEN, pictured, rows

pytestmark = pytest.mark.anyio


async def test_languages_that_a_voter_reads_come_first_and_avoided_ones_never(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services, 6, models=(0, 1))  # three prompts in English, three in German
        dealt = []
        for _ in range(5):
            matchup = await matchups.assign(services, ANNA, arena.slug, wishes=Wishes(("de",)))
            dealt.append(matchup.prompt.language)
            await matchups.vote(services, ANNA, matchup.id, "left")
        with pytest.raises(NoMatchup, match="except in languages that you said you can't read") as refused:
            await matchups.assign(services, ANNA, arena.slug, wishes=Wishes(("de",), (), ("en",)))
        assert refused.value.reason == "unreadable"
        assert dealt == ["de", "de", "de", "en", "en"]
        # The probability is that among the pairs of the prompts that came into question.
        assert {row["probability"] for row in await rows(services)} == {1.0}
        assert await matchups.skip(services, BEN, (await matchups.assign(services, BEN, arena.slug)).id)
