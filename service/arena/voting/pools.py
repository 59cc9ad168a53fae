"""The matchup pools of this process, read once and then only where the arena has grown.

They may be a moment old. An image or a model that was taken out of use since is noticed when a matchup is
stored, and the pool is then read again.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from service.arena.lru import LruCache
from service.db.catalog_revision import revision
from service.db.engine import Database, ReadSession
from service.db.queries import arenas, matchups, models, prompt_categories, prompts, ratings
from service.db.queries.gold import pairs
from service.domain.arenas import Arena
from service.domain.assigning import Met, Pair
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.images import copy_url
from service.domain.matchups import Subject
from service.domain.pools import Contestant, MatchupPool, Sampler
from service.domain.voters.wishes import NO_WISHES, Tier, Wishes
from service.errors import NotFound

# How old a pool and its odds may be, and the largest share of the time to spend on renewing them.
_SECONDS = 0.5
_SHARE = 0.03
# An image that was taken back into use has an old number: only reading all images finds it.
_REREAD_SECONDS = 600
# Rows read at a time: on PostgreSQL they are read in the event loop, which must get its turn.
_CHUNK = 20_000
_MAX_SUBJECTS = 20_000
# Samplers of a pool: one for each theme and language that is asked for, and for each set of languages read.
_MOST_SAMPLERS = 64
# The votes that are counted by prompt: the newest ones. Counting them takes about 20 ms.
_MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class _Version:
    """What decides whether a pool is up to date."""

    arena: Arena
    catalog: int


@dataclass(frozen=True, slots=True)
class PromptVotes:
    """How many votes of an arena up to a position of its log are on each prompt."""

    position: int = 0
    votes: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Entry:
    """A pool with the version it was read at, and when; samplers are made of it as they are asked for."""

    version: _Version
    pool: MatchupPool
    met: Mapping[Pair, Met]
    began: float
    read_at: float
    until: float = 0.0
    stale: bool = False
    votes: PromptVotes = field(default_factory=PromptVotes)
    samplers: LruCache[Tier, Sampler] = field(default_factory=lambda: LruCache(_MOST_SAMPLERS))
    earlier: LruCache[Tier, Sampler] = field(default_factory=lambda: LruCache(_MOST_SAMPLERS))
    tiers: LruCache[tuple[Axis, Wishes], tuple[Tier, ...]] = field(
        default_factory=lambda: LruCache(_MOST_SAMPLERS)
    )


class MatchupPools:
    """The pools of a process, one for each arena that was asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._entries: dict[int, _Entry] = {}
        self._locks: dict[int, asyncio.Lock] = {}
        self._subjects = LruCache[int, Subject](_MAX_SUBJECTS)

    async def arena(self, arena_id: int) -> Arena:
        """Return the arena of a pool, at most a moment old. Raise NotFound."""
        return (await self._current(arena_id)).version.arena

    async def contestants(self, arena_id: int, model_ids: Collection[int]) -> Mapping[int, Contestant]:
        """Return these models of an arena by id, at most a moment old. Raise NotFound."""
        known = (await self._current(arena_id)).pool.models
        # Models without any image in use are no longer in the pool.
        if all(i in known for i in model_ids):
            return known
        return await self._database.read(_contestants, model_ids)

    async def sampler(
        self,
        arena_id: int,
        axis: Axis,
        wishes: Wishes = NO_WISHES,
        tier: int = 0,
        *,
        fresh: bool = False,
    ) -> Sampler:
        """Return the sampler of a theme and a language, at most a moment old, or current if ``fresh``.

        It has only one ``tier`` of what a voter wishes, or the last one if there are fewer. Raise NotFound.
        """
        entry = await self._current(arena_id, fresh=fresh)
        tiers = _tiers(entry, axis, wishes)
        categories = tiers[min(tier, len(tiers) - 1)]
        sampler = entry.samplers.get(categories)
        return await self._make_sampler(entry, categories) if sampler is None else sampler

    async def tier_count(self, arena_id: int, axis: Axis, wishes: Wishes) -> int:
        """Return how many tiers a voter's wishes make of an axis. Raise NotFound."""
        return len(_tiers(await self._current(arena_id), axis, wishes))

    async def subjects(self, arena_id: int) -> tuple[Sequence[str], Sequence[str]]:
        """Return the languages and the themes of the prompts with images, the most frequent first.

        Only what the arena offers its voters counts. Raise NotFound.
        """
        entry = await self._current(arena_id)
        offered, languages, themes = _offered(entry), Counter[str](), Counter[str]()
        for (_, category), columns in entry.pool.images.items():
            if category not in offered:
                continue
            prompts_category = offered[category]
            languages[prompts_category.language] += len(columns.images)
            for theme in prompts_category.themes:
                themes[theme] += len(columns.images)
        return [one for one, _ in languages.most_common() if one], [one for one, _ in themes.most_common()]

    async def _make_sampler(self, entry: _Entry, categories: Tier) -> Sampler:
        # For hundreds of models the odds take a while; no vote should have to wait for them.
        began = time.monotonic()
        arena = entry.version.arena
        sampler = await asyncio.to_thread(
            Sampler,
            entry.pool,
            categories,
            entry.met,
            arena.matchmaking,
            votes=entry.votes.votes,
            earlier=entry.earlier.get(categories),
            example_share=arena.example_share,
            gold_share=arena.gold_share,
            repeat_share=arena.repeat_share,
        )
        entry.samplers.put(categories, sampler)
        ended = time.monotonic()
        entry.until = max(entry.until, ended + (ended - began) / _SHARE)
        return sampler

    def expire(self, arena_id: int) -> None:
        """Have the pool read again: it has images or models that are not in use any more."""
        if arena_id in self._entries:
            self._entries[arena_id].stale = True

    async def subject(self, prompt_id: int) -> Subject:
        """Return a prompt as voters see it; it never changes."""
        subject = self._subjects.get(prompt_id)
        if subject is None:
            subject = await self._database.read(_subject, prompt_id)
            self._subjects.put(prompt_id, subject)
        return subject

    async def _current(self, arena_id: int, *, fresh: bool = False) -> _Entry:
        asked = time.monotonic()
        entry = self._entries.get(arena_id)
        if entry is not None and not fresh and asked < entry.until:
            return entry
        async with self._locks.setdefault(arena_id, asyncio.Lock()):
            entry = self._entries.get(arena_id)
            if entry is None or entry.began < asked:
                began = time.monotonic()
                entry = self._entries[arena_id] = await self._renewed(arena_id, entry, began)
                ended = time.monotonic()
                entry.until = ended + max(_SECONDS, (ended - began) / _SHARE)
        return entry

    async def _renewed(self, arena_id: int, entry: _Entry | None, began: float) -> _Entry:
        """Return the entry with what has changed since, or read everything again if that is not enough."""
        version = await self._database.read(_version, arena_id)
        grown = entry is None or version.catalog != entry.version.catalog
        if entry is None or entry.stale or (grown and began - entry.read_at > _REREAD_SECONDS):
            pool = await self._extended(arena_id, MatchupPool({}, {}, {}, 0))
            met, votes = await self._met(version.arena), await self._votes(version.arena, PromptVotes())
            return _Entry(version, pool, met, began, read_at=began, votes=votes)
        if version == entry.version:
            return replace(entry, began=began)
        pool = await self._extended(arena_id, entry.pool) if grown else entry.pool
        if any(model not in pool.models for model, _ in pool.images):  # it was merged into another model
            pool = await self._extended(arena_id, MatchupPool({}, {}, {}, 0))
        moved = version.arena.revision != entry.version.arena.revision
        met = await self._met(version.arena) if moved else entry.met
        votes = await self._votes(version.arena, entry.votes)
        for categories in list(entry.samplers):
            if (sampler := entry.samplers.get(categories)) is not None:
                entry.earlier.put(categories, sampler)
        return _Entry(version, pool, met, began, entry.read_at, votes=votes, earlier=entry.earlier)

    async def _extended(self, arena_id: int, pool: MatchupPool) -> MatchupPool:
        """Return a pool with the images that were added since it was read."""
        chunks: list[Sequence[tuple[int, ...]]] = []
        last = pool.last_image
        while not chunks or len(chunks[-1]) == _CHUNK:
            chunks.append(await self._database.read(matchups.candidates, arena_id, last, _CHUNK))
            last = chunks[-1][-1][0] if chunks[-1] else last
        pool = await asyncio.to_thread(pool.with_candidates, chain.from_iterable(chunks))
        model_ids = {model for model, _ in pool.images}
        categories, contestants = await self._database.read(_facts, arena_id, model_ids)
        gold = await self._database.read(pairs.in_use, arena_id)
        return replace(pool, categories=categories, models=contestants, gold=gold)

    async def _votes(self, arena: Arena, known: PromptVotes) -> PromptVotes:
        """Return the votes by prompt with those that came since."""
        last = arena.last_position
        if last == known.position:
            return known
        after = max(known.position, last - _MOST_COUNTED)
        new = await self._database.read(matchups.votes_by_prompt, arena.id, after, last)
        return PromptVotes(last, {**known.votes, **{i: known.votes.get(i, 0) + n for i, n in new.items()}})

    async def _met(self, arena: Arena) -> Mapping[Pair, Met]:
        return await self._database.read(_met, arena)


def _tiers(entry: _Entry, axis: Axis, wishes: Wishes) -> tuple[Tier, ...]:
    tiers = entry.tiers.get((axis, wishes))
    if tiers is None:
        tiers = wishes.tiers(_offered(entry), axis)
        entry.tiers.put((axis, wishes), tiers)
    return tiers


def _offered(entry: _Entry) -> Mapping[int, PromptCategory]:
    """Return the categories in the languages that the arena offers its voters."""
    arena = entry.version.arena
    return {
        number: category
        for number, category in entry.pool.categories.items()
        if arena.offers(category.language)
    }


def _version(session: ReadSession, arena_id: int) -> _Version:
    arena = arenas.of_id(session, arena_id)
    if arena is None:
        raise NotFound("there is no such arena")
    return _Version(arena, revision(session))


def _facts(
    session: ReadSession, arena_id: int, model_ids: Collection[int]
) -> tuple[dict[int, PromptCategory], dict[int, Contestant]]:
    return prompt_categories.of_arena(session, arena_id), _contestants(session, model_ids)


def _contestants(session: ReadSession, model_ids: Collection[int]) -> dict[int, Contestant]:
    return {
        row.id: Contestant(
            row.slug, row.name, row.organization, row.organization_name, row.retired_at is not None
        )
        for row in models.of_ids(session, model_ids).values()
    }


def _met(session: ReadSession, arena: Arena) -> Mapping[Pair, Met]:
    axis_id = prompt_categories.find_axis(session, arena.id, OVERALL)
    rows = [] if axis_id is None else ratings.pairs_of_axis(session, arena.id, axis_id)
    met = {}
    for a, b, wins_a, wins_b, ties, both_bad in rows:
        drawn = ties + (both_bad if arena.both_bad == "tie" else 0)
        met[a, b] = Met(wins_a + wins_b + drawn, wins_a + drawn / 2)
    return met


def _subject(session: ReadSession, prompt_id: int) -> Subject:
    row = prompts.subject(session, prompt_id)
    themes = tuple(row.themes.split(";")) if row.themes else ()
    source = copy_url(row.source_copy) if row.source_copy else None
    return Subject(row.text, row.language or None, themes, source)
