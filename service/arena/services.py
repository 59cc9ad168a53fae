"""The program's parts, built from the settings by whatever runs it: the server, a command, a test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from service.arena.access.failed_logins import FailedLogins
from service.arena.access.keys import Keyring
from service.arena.access.network_keys import NetworkKeys
from service.arena.access.rate_limits import RateLimits
from service.arena.access.secrets import load_secret, stored_secret
from service.arena.blob_store import BlobStore
from service.arena.boards.fingerprints import PromptSets
from service.arena.boards.refits.kept import Refits
from service.arena.boards.tallies import Tallies
from service.arena.catalog.arena_ids import ArenaIds
from service.arena.catalog.site_logo import SiteLogo
from service.arena.generations.completions import Completions
from service.arena.images.cache import PublicCopies, RenditionCache
from service.arena.images.suspects import Suspects
from service.arena.lru import LruCache
from service.arena.recording.recorder import Recorder
from service.arena.votes.own_models import OwnModels
from service.arena.voting.blind_views import BlindViews
from service.arena.voting.pools import MatchupPools
from service.blobs.stores import open_blobs
from service.db.engine import Database, ReadSession, WriteSession, open_database
from service.db.queries.pictures.renditions import RenditionHashes
from service.db.read_only import open_read_only
from service.db.sealed_files import give_files
from service.domain.images import Portraits
from service.domain.metrics import Counts
from service.providers.fetching import Fetcher
from service.providers.posting import Poster
from service.providers.registry import Providers
from service.providers.vendors import vendors
from service.settings import Settings, parse_networks

T = TypeVar("T")

# Of how many copies and arenas something is kept in memory.
_COPIES, _LOST, _ARENAS = 20_000, 1_000, 1_000

Reading = Callable[[ReadSession], T]
"""A use case that reads, ready to be run."""

Writing = Callable[[WriteSession], T]
"""A use case that writes, ready to be run."""


@dataclass(frozen=True, slots=True)
class AccessParts:
    """What recognizes API keys, limits requests, hashes networks, and bounds the traces of failed logins."""

    keyring: Keyring
    rate_limits: RateLimits
    network_keys: NetworkKeys
    failed_logins: FailedLogins


@dataclass(frozen=True, slots=True)
class CatalogParts:
    """What is remembered of the catalog."""

    arena_ids: ArenaIds
    site_logo: SiteLogo


@dataclass(frozen=True, slots=True)
class ImageParts:
    """What is in memory of images.

    ``sizes`` are the hashes of copies' renditions, ``lost`` are copies with a damaged one. ``portraits`` are
    kept by arena, catalog revision and moment, and ``logos`` by their hash. ``suspects`` are those that could
    not be read, and ``decoding`` bounds how many are decoded at a time.
    """

    renditions: RenditionCache
    sizes: LruCache[bytes, RenditionHashes]
    lost: LruCache[bytes, bytes]
    public: PublicCopies
    portraits: LruCache[tuple[int, int, int], Portraits]
    logos: LruCache[bytes, bytes]
    suspects: Suspects
    decoding: asyncio.Semaphore


@dataclass(frozen=True, slots=True)
class BoardParts:
    """What is remembered of ledgers, of the refits behind leaderboards, and of the prompts they rest on."""

    tallies: Tallies
    refits: Refits
    prompt_sets: PromptSets


@dataclass(frozen=True, slots=True)
class VoteParts:
    """What excludes votes on a key's own models."""

    own_models: OwnModels


@dataclass(frozen=True, slots=True)
class VotingParts:
    """Where matchups are drawn from, and how those that are open are seen."""

    pools: MatchupPools
    blind_views: BlindViews


@dataclass(frozen=True, slots=True)
class GenerationParts:
    """Who generates images, and who waits for them.

    ``work`` is set when there may be work for the workers of this process. ``outcomes`` counts their calls by
    provider and outcome.
    """

    providers: Providers
    completions: Completions
    work: asyncio.Event
    outcomes: Counts


@dataclass(frozen=True, slots=True)
class WebhookParts:
    """What sends notices. ``work`` is set when this process has stored something to be sent."""

    poster: Poster
    work: asyncio.Event


@dataclass(frozen=True, slots=True)
class Services:
    """What the use cases work with: first what all rooms share, then what each room has for itself.

    ``secret`` is the key of all keyed hashes. ``fetcher`` fetches files from other sites.
    """

    settings: Settings
    database: Database
    recorder: Recorder
    secret: bytes
    blobs: BlobStore
    fetcher: Fetcher
    access: AccessParts
    catalog: CatalogParts
    images: ImageParts
    boards: BoardParts
    votes: VoteParts
    voting: VotingParts
    generations: GenerationParts
    webhooks: WebhookParts


@asynccontextmanager
async def open_services(settings: Settings, *, read_only: bool = False) -> AsyncIterator[Services]:
    """Yield the parts, running in this event loop.

    On leaving, waiting votes are recorded and everything is closed. With ``read_only`` they create and change
    nothing, neither in the database nor in any folder.
    """
    store = open_blobs(settings.blobs_url)
    database = _open_database(settings, read_only=read_only)
    give_files(database.engines, partial(store.get, "log"))
    blobs = BlobStore(store, database, claims=not read_only)
    recorder = Recorder(database, settings.queue_votes)
    recorder.start()
    completions = Completions(database)
    rate_limits = RateLimits(settings, database)
    refits = Refits()
    try:
        yield Services(
            settings,
            database,
            recorder,
            stored_secret(settings) or b"" if read_only else load_secret(settings),
            blobs,
            Fetcher(),
            AccessParts(Keyring(database), rate_limits, NetworkKeys(database), FailedLogins()),
            CatalogParts(ArenaIds(database), SiteLogo(database)),
            ImageParts(
                RenditionCache(),
                LruCache(_COPIES),
                LruCache(_LOST),
                PublicCopies(),
                LruCache(_ARENAS),
                LruCache(_ARENAS),
                Suspects(),
                asyncio.Semaphore(os.cpu_count() or 1),
            ),
            BoardParts(Tallies(), refits, PromptSets()),
            VoteParts(OwnModels(database)),
            VotingParts(MatchupPools(database), BlindViews()),
            GenerationParts(vendors(os.environ), completions, asyncio.Event(), Counts()),
            WebhookParts(Poster(parse_networks(settings.webhook_networks)), asyncio.Event()),
        )
    finally:
        await refits.close()
        await completions.close()
        await recorder.close()
        await rate_limits.close()
        blobs.close()
        await database.close()


def _open_database(settings: Settings, *, read_only: bool) -> Database:
    if read_only:
        return open_read_only(settings.database_url, settings.pool_size)
    return open_database(
        settings.database_url,
        settings.pool_size,
        read_url=settings.read_url,
        listen_url=settings.listen_url,
    )
