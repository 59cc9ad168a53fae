"""Two processes at the same moment: for every constraint that a race can reach, the loser gets an answer.

The race is forced: the first transaction has done everything and commits only once the second one waits
for it, so the second one has looked before and finds out only then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Constraint, Index
from sqlalchemy.util import await_only

from service.arena.access import keys
from service.arena.catalog import arenas, models, organizations, prompts
from service.arena.catalog.records import create_once
from service.arena.images import images
from service.arena.recording.idempotency import Once
from service.arena.recording.live_fold import keep_leases
from service.arena.recording.vote_batches import VoteBatch
from service.arena.services import Services
from service.arena.voting import matchups
from service.db.engine import WriteSession
from service.db.tables import metadata
from service.domain.axes import PromptCategory
from service.domain.votes import Ballot, Outcome, Receipt
from service.errors import Conflict
from tests.support.images.pictures import flat
from tests.support.runs.waiting import CEILING_SECONDS, wait_until
from tests.support.served.api import own_store
from tests.support.votes.arenas import arena_services, checked
from tests.support.votes.voting import ANNA, pictured, rows

pytestmark = pytest.mark.anyio

Use = Callable[[Services], Awaitable[Any]]

VOTE = Ballot("m0", "m1", Outcome.LEFT)
FIELDS: dict[str, Any] = {"name": "A name"}
# Where two processes can both insert, and what decides which of them does. The others are keys of rows that
# only a lock's owner inserts (votes, ratings, leases), random numbers, or inserts that leave a taken key be.
REACHED = {
    "uq_organizations_slug": "the catalog's lock",
    "uq_models_slug": "the catalog's lock",
    "uq_arenas_slug": "the catalog's lock",
    "uq_prompts_arena_id_digest": "the catalog's lock, or that of the arena's log",
    "uq_strata_arena_id_themes_language": "the lock of the arena's log",
    "uq_axes_arena_id_theme_language": "the lock of the arena's log",
    "uq_images_prompt_id_model_id_sha256": "the catalog's lock",
    "uq_flags_arena_id_kind_scope_subject_model_id": "the lock of the arena's log",
    "uq_gold_pairs_arena_id_image_good_image_broken": "the catalog's lock",
    "uq_external_ids_arena_id_external_id": "the constraint",
    "uq_matchups_open": "the constraint",
    "uq_matchups_position": "the constraint",
    "pk_idempotency": "the catalog's lock, or the constraint",
}
UNREACHED = {
    "uq_api_keys_hash": "256 random bits",
    "uq_deliveries_webhook_id_notice_id": "the insert leaves a taken key be",
    "uq_generations_name": "128 random bits",
    "uq_notices_uid": "the insert leaves a taken key be",
}


@asynccontextmanager
async def two_processes(url: str, folder: Path) -> AsyncIterator[tuple[Services, Services]]:
    free = {"pace": 0, "voter_limit": 0, "address_limit": 0}
    async with arena_services(url, folder, **free) as one, arena_services(url, folder, **free) as two:
        await pictured(one)
        await one.database.write(own_store, one.settings.blobs_url)
        yield one, two


class Race:
    """Runs one use case in two processes, so that the second one loses."""

    def __init__(self, url: str, one: Services, two: Services, monkeypatch: pytest.MonkeyPatch) -> None:
        self._url = url
        self._one = one
        self._two = two
        self._monkeypatch = monkeypatch

    async def run(self, use: Use) -> tuple[Any, Any]:
        """Return the answer of the winner and that of the loser, which may be an error."""
        written, both = asyncio.Event(), asyncio.Event()
        write: Callable[..., Any] = type(self._one.database).write

        def held(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if work is keep_leases:  # which a process does by itself, at any moment
                return write(self._one.database, work, *args, **kwargs)

            def inside(session: WriteSession) -> Any:
                result = work(session, *args, **kwargs)
                written.set()
                await_only(both.wait())
                return result

            return write(self._one.database, inside)

        with self._monkeypatch.context() as patch:
            patch.setattr(self._one.database, "write", held)
            winner = asyncio.ensure_future(use(self._one))
            await asyncio.wait_for(written.wait(), CEILING_SECONDS)
        loser = asyncio.ensure_future(use(self._two))
        await asyncio.wait_for(asyncio.to_thread(self._wait_for_a_waiter), CEILING_SECONDS)
        both.set()
        answers: tuple[Any, Any] = await asyncio.gather(winner, loser, return_exceptions=True)
        return answers

    def _wait_for_a_waiter(self) -> None:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
        name = self._url.rpartition("/")[2]
        with psycopg.connect(self._url, autocommit=True) as connection:
            wait_until(lambda: connection.execute(waiting, (name,)).fetchone() != (0,), "the second process")


def submitted(batch: VoteBatch, services: Services) -> Awaitable[Receipt]:
    return services.recorder.submit(batch)


def created(make: Callable[[WriteSession], object], services: Services) -> Awaitable[object]:
    return services.database.write(make)


async def test_a_loser_that_creates_the_same_is_told(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_processes(postgres_url, tmp_path) as (one, two):
        race = Race(postgres_url, one, two, monkeypatch)
        picture = await images.store(one, flat((256, 256)))
        creations: dict[str, Callable[[WriteSession], object]] = {
            "organization": lambda s: organizations.create(s, "acme", {"name": "Acme"}),
            "model": lambda s: models.create(s, "new", {"name": "New"}),
            "arena": lambda s: arenas.create(s, "other", {"name": "Other"}),
            "prompt": lambda s: prompts.create(s, "t2i", "the same words", themes=["space"], language="fr"),
            "image": lambda s: images.take_in(s, "t2i", "m0", 1, picture, origin="upload"),
        }
        for what, make in creations.items():
            first, second = await race.run(partial(created, make))
            assert not isinstance(first, Exception), (what, first)
            assert isinstance(second, Conflict), (what, second)


async def test_a_request_that_arrives_twice_at_once_is_done_once(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_processes(postgres_url, tmp_path) as (one, two):
        race = Race(postgres_url, one, two, monkeypatch)
        key = await one.database.write(lambda s: keys.create(s, "client", ["votes"]).id)
        once = Once(key, "catalog", b"x" * 32)
        both = await race.run(lambda services: services.database.write(create_once, once, lambda _: b"{}"))
        assert both[0] == both[1]
        once = Once(key, "votes", b"y" * 32)
        named = [VOTE._replace(external_id="v1")]
        first, second = await race.run(lambda services: services.recorder.submit(VoteBatch(1, named, once)))
        assert (first.accepted, first) == (1, second)
        new = VOTE._replace(prompt="new", category=PromptCategory.of(["x"], "it"), external_id="w2")
        first, second = await race.run(partial(submitted, VoteBatch(1, [new])))
        assert (first.accepted, second.accepted, second.duplicates) == (1, 0, 1)
        # These are one statement each, which nothing can hold in its middle: either may come first.
        for number in range(20):
            batch = VoteBatch(1, [VOTE._replace(external_id=f"w1 {number}")])
            both = await asyncio.gather(submitted(batch, one), submitted(batch, two))
            assert sorted((answer.accepted, answer.duplicates) for answer in both) == [(0, 1), (1, 0)]
        left = VoteBatch(1, [VOTE._replace(external_id="v2", outcome=Outcome.LEFT)])
        right = VoteBatch(1, [VOTE._replace(external_id="v2", outcome=Outcome.RIGHT)])
        both = await asyncio.gather(submitted(left, one), submitted(right, two))
        assert sorted((answer.accepted, answer.duplicates) for answer in both) == [(0, 0), (1, 0)]
        [refused] = [rejection for answer in both for rejection in answer.rejected]
        assert "external_id 'v2' belongs to vote" in refused.detail
        found = await checked(one)
        assert (found.votes, found.differences) == (23, 0)


async def test_two_processes_deal_a_voter_one_matchup_and_take_one_vote(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_processes(postgres_url, tmp_path) as (one, two):
        race = Race(postgres_url, one, two, monkeypatch)
        first, second = await race.run(lambda services: matchups.assign(services, ANNA, "t2i"))
        assert (first.id, first.created) == (second.id, True)
        assert not second.created
        # The one ahead, too, which is in the other slot.
        ahead = await race.run(lambda services: matchups.assign(services, ANNA, "t2i", after=first.id))
        assert ahead[0].id == ahead[1].id != first.id
        assert len(await rows(one)) == 2
        voted = await race.run(lambda services: matchups.vote(services, ANNA, first.id, "left"))
        assert [answer.created for answer in voted] == [True, False]
        assert voted[0].position == voted[1].position == 1


def test_every_unique_constraint_is_accounted_for() -> None:
    """A new one belongs into one of the lists above, with its race if two processes can reach it."""
    named: list[Constraint | Index] = []
    for table in metadata.tables.values():
        named += [*table.constraints, *table.indexes]
    unique = {str(one.name) for one in named if str(one.name).startswith("uq_")}
    assert unique == {name for name in (*REACHED, *UNREACHED) if name.startswith("uq_")}
