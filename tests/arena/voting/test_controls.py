"""Gold pairs and repeats, dealt in the place of drawn matchups and voted on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from service.arena.boards.ledger import ledger
from service.arena.integrity import attention, gold_pairs
from service.arena.services import Services
from service.arena.votes.undo import undo
from service.arena.voting import matchups
from service.db.engine import WriteSession
from service.db.queries import arenas, images
from service.domain.axes import OVERALL, Axis
from service.domain.controls.dealing import MIN_REPEATABLE, REPEAT_AFTER
from service.domain.matchups import Reveal
from service.domain.votes import Exclusion, VoteRef
from tests.support.votes.arenas import arena_services, checked
from tests.support.votes.voting import ANNA, log, pictured, rows

pytestmark = pytest.mark.anyio

FAST = {"pace": 0, "voter_limit": 0, "address_limit": 0}
PROMPTS, GOLD = 12, 4


class Dealt:
    """An arena whose shares a test sets, and a voter in it."""

    def __init__(self, services: Services, arena_id: int) -> None:
        self.services, self.arena_id = services, arena_id

    async def shares(self, *, gold: int = 0, repeats: int = 0, theme: str | None = None) -> None:
        values: dict[str, object] = {"gold_share": gold, "repeat_share": repeats}
        await self.services.database.write(arenas.change, self.arena_id, values)
        axis = Axis(theme, "") if theme else OVERALL
        await self.services.voting.pools.sampler(self.arena_id, axis, fresh=True)

    async def vote(self, *, theme: str | None = None, seen: bool = True) -> tuple[dict[str, object], Reveal]:
        """Return the voter's next matchup, as stored, and the reveal of a vote for its left image."""
        dealt = await matchups.assign(self.services, ANNA, "t2i", theme=theme)
        reveal = await matchups.vote(self.services, ANNA, dealt.id, "left", seen=seen)
        return (await rows(self.services))[-1], reveal


def choose(session: WriteSession) -> list[int]:
    """Make gold pairs of the first two images of some prompts, in turns of two themes."""
    return [gold_pairs.choose(session, "t2i", 1 + 4 * number, 2 + 4 * number) for number in range(GOLD)]


def age(session: WriteSession) -> None:
    """Let all votes be older than those that are dealt again."""
    change = "UPDATE matchups SET dealt_at = dealt_at - :t, closed_at = closed_at - :t WHERE state = 2"
    session.execute(text(change), {"t": 2 * REPEAT_AFTER})


async def test_gold_pairs_come_once_each_and_never_count(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        arena = await pictured(services, PROMPTS)
        pairs = await services.database.write(choose)
        dealt = Dealt(services, arena.id)
        await dealt.shares(gold=100, theme="animals")
        found = []
        for seen in (True, False):
            row, reveal = await dealt.vote(theme="animals", seen=seen)
            found.append(row["gold"])
            assert reveal.excluded == ("gold" if seen else "unseen")
            assert [side.after == side.before for side in (reveal.left, reveal.right)] == [True, True]
        # Those of the theme that was asked for, and then drawn matchups.
        assert set(found) == {pairs[1], pairs[3]}
        assert [(await dealt.vote(theme="animals"))[0]["gold"] for _ in range(2)] == [None, None]
        await dealt.shares(gold=100)
        rest = [(await dealt.vote())[0]["gold"] for _ in range(3)]
        assert (set(rest[:2]), rest[2]) == ({pairs[0], pairs[2]}, None)
        # A wrong answer cannot be undone, as nothing that does not count can.
        await undo(services, ANNA, VoteRef(arena.id, 1).id)
        exclusions = [row["exclusion"] for row in await log(services)]
        assert exclusions.count(int(Exclusion.GOLD)) == 3
        total = (await ledger(services, "t2i")).total
        assert (total.counted, total.not_counted) == (3, {"gold": 3, "unseen": 1})
        assert (await checked(services)).differences == 0
        (voter,) = await services.database.read(attention.of_voters, "t2i")
        lefts = [row["image_left"] for row in await rows(services) if row["gold"] and row["position"] != 2]
        assert (voter.attention.gold, voter.attention.gold_right) == (
            3,
            sum(int(str(i)) % 4 == 1 for i in lefts),
        )


async def test_repeats_are_swapped_and_never_count(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        arena = await pictured(services, PROMPTS)
        dealt = Dealt(services, arena.id)
        await dealt.shares(repeats=100)
        first = [await dealt.vote() for _ in range(MIN_REPEATABLE + 1)]
        # None is old enough yet.
        assert {reveal.excluded for _, reveal in first} == {None}
        await services.database.write(age)
        again = [await dealt.vote() for _ in range(3)]
        # As soon as few are left, they stay.
        assert [reveal.excluded for _, reveal in again] == ["repeat", "repeat", None]
        shown = {(row["image_left"], row["image_right"]) for row, _ in first}
        repeated = {(row["image_right"], row["image_left"]) for row, _ in again[:2]}
        assert len(repeated) == 2
        assert repeated < shown
        assert all(row["gold"] is None for row, _ in again)
        assert (await checked(services)).differences == 0
        (voter,) = await services.database.read(attention.of_voters, "t2i")
        # Left both times is the other image the second time.
        assert (voter.attention.repeats, voter.attention.repeats_same) == (2, 0)


async def test_a_withdrawn_image_is_dealt_in_no_gold_pair(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, **FAST) as services:
        arena = await pictured(services, PROMPTS)
        await services.database.write(choose)
        for number in range(GOLD):
            await services.database.write(images.withdraw, 2 + 4 * number, 1, "wrong")
        dealt = Dealt(services, arena.id)
        await dealt.shares(gold=100)
        assert (await dealt.vote())[0]["gold"] is None
