"""The program's parts, built from the settings by whoever runs it: the server, a command, a test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from service.arena.access.allowances import Allowances
from service.arena.access.keys import Keyring
from service.arena.access.secrets import load_secret
from service.arena.generations.completions import Completions
from service.arena.images.cache import BlindCopies, RenditionCache
from service.arena.recording.recorder import Recorder
from service.arena.votes.own_models import OwnModels
from service.arena.voting.pools import MatchupPools
from service.blobs.protocol import Blobs
from service.blobs.stores import open_blobs
from service.db.engine import Database, ReadSession, WriteSession, open_database
from service.db.queries.images import Face
from service.domain.ledger import Tally
from service.providers.fetching import Fetcher
from service.providers.registry import Providers
from service.providers.vendors import vendors
from service.settings import Settings

T = TypeVar("T")

Reading = Callable[[ReadSession], T]
"""A use case that reads, ready to be run."""

Writing = Callable[[WriteSession], T]
"""A use case that writes, ready to be run."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the use cases work with.

    ``secret`` is the key under which voters' names are hashed; ``arena_ids`` remembers the ids of slugs;
    ``pictures`` are copies in memory, ``looks`` how matchups are seen (by their numbers), ``faces`` what is
    shown of images (by theirs), ``shown`` the revision of the catalog at which a copy was found to be public;
    ``painting`` bounds how many pictures are decoded at a time. Matchups are dealt from ``decks``.
    ``fetcher`` fetches what stands at addresses of others. ``allowances`` are counted by `arena.limits`,
    ``tallies`` by `arena.ledger`. ``completions`` tells who waits for a generation; ``orders`` is set where
    there may be work for the workers of this process.
    """

    settings: Settings
    database: Database
    recorder: Recorder
    keyring: Keyring
    secret: bytes
    blobs: Blobs
    decks: MatchupPools
    painting: asyncio.Semaphore
    completions: Completions
    stakes: OwnModels
    providers: Providers
    fetcher: Fetcher = field(default_factory=Fetcher)
    orders: asyncio.Event = field(default_factory=asyncio.Event)
    pictures: RenditionCache = field(default_factory=RenditionCache)
    looks: dict[int, BlindCopies] = field(default_factory=dict)
    faces: dict[int, Face] = field(default_factory=dict)
    shown: dict[bytes, int] = field(default_factory=dict)
    arena_ids: dict[str, int] = field(default_factory=dict)
    allowances: Allowances = field(default_factory=Allowances)
    tallies: dict[int, Tally] = field(default_factory=dict)


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Yield the parts, running in this event loop.

    On leaving, waiting votes are recorded and all is closed.
    """
    database = open_database(settings.database_url, settings.pool_size)
    recorder = Recorder(database, settings.queue_votes)
    recorder.start()
    completions = Completions(database)
    try:
        yield Services(
            settings,
            database,
            recorder,
            Keyring(database),
            load_secret(settings),
            open_blobs(settings.blobs_url),
            MatchupPools(database),
            asyncio.Semaphore(os.cpu_count() or 1),
            completions,
            OwnModels(database),
            vendors(os.environ),
        )
    finally:
        await completions.close()
        await recorder.close()
        await database.close()
