"""The decks that this process deals from, read once and then only where the arena has grown.

They may be a moment old. What is dealt is therefore looked at again where it is stored: an image or a model
that was taken out of use since is found there, and the deck read anew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from service.db.catalog_revision import revision
from service.db.engine import Database, ReadSession
from service.db.queries import arenas, matchups, models, prompt_categories, prompts, ratings
from service.domain.arenas import Arena
from service.domain.assigning import Met, Pair
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.images import copy_url
from service.domain.matchups import Subject
from service.domain.pools import Contestant, MatchupPool, Sampler
from service.errors import NotFound

# How old a deck and its odds may be, and the most of the time that goes into keeping them younger.
_SECONDS = 0.5
_SHARE = 0.03
# An image that was taken back into use has an old number, so that only reading all of them finds it.
_ANEW_SECONDS = 600
# Rows read at a time: on PostgreSQL they are read in the event loop, which must get its turn.
_CHUNK = 20_000
_MOST_SUBJECTS = 20_000


@dataclass(frozen=True, slots=True)
class _State:
    """What decides whether a deck is as the database has it."""

    arena: Arena
    catalog: int


@dataclass(slots=True, eq=False)
class _Held:
    """A deck with the state it was read at, and when; tables are made of it as they are asked for."""

    state: _State
    deck: MatchupPool
    met: Mapping[Pair, Met]
    began: float
    read_at: float
    until: float = 0.0
    stale: bool = False
    tables: dict[Axis, Sampler] = field(default_factory=dict)
    former: dict[Axis, Sampler] = field(default_factory=dict)


class MatchupPools:
    """The decks of a process, by arena."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: dict[int, _Held] = {}
        self._locks: dict[int, asyncio.Lock] = {}
        self._subjects: dict[int, Subject] = {}

    async def arena(self, arena_id: int) -> Arena:
        """Return the arena of a deck, at most a moment old. Raise NotFound."""
        return (await self._current(arena_id)).state.arena

    async def makers(self, arena_id: int, model_ids: Collection[int]) -> Mapping[int, Contestant]:
        """Return who these models of an arena are, at most a moment ago. Raise NotFound."""
        known = (await self._current(arena_id)).deck.makers
        # Those without any image in use have left the deck.
        return known if all(i in known for i in model_ids) else await self._database.read(_makers, model_ids)

    async def table(self, arena_id: int, axis: Axis, *, fresh: bool = False) -> Sampler:
        """What can be dealt of a theme and a language, at most a moment old, or as of now where ``fresh``.

        Raises NotFound.
        """
        held = await self._current(arena_id, fresh=fresh)
        table = held.tables.get(axis)
        if table is None:
            table = await self._made(held, axis)
        return table

    async def _made(self, held: _Held, axis: Axis) -> Sampler:
        # For hundreds of models the odds take a while, in which no vote should have to wait.
        began = time.monotonic()
        former, matchmaking = held.former.get(axis), held.state.arena.matchmaking
        table = await asyncio.to_thread(Sampler, held.deck, axis, held.met, matchmaking, former=former)
        held.tables[axis] = table
        ended = time.monotonic()
        held.until = max(held.until, ended + (ended - began) / _SHARE)
        return table

    def spoil(self, arena_id: int) -> None:
        """Have the deck read anew: some of what it holds is not in use any more."""
        if arena_id in self._held:
            self._held[arena_id].stale = True

    async def subject(self, prompt_id: int) -> Subject:
        """Return a prompt as voters see it; it never changes."""
        known = self._subjects.get(prompt_id)
        if known is None:
            known = await self._database.read(_subject, prompt_id)
            if len(self._subjects) >= _MOST_SUBJECTS:
                self._subjects.clear()
            self._subjects[prompt_id] = known
        return known

    async def _current(self, arena_id: int, *, fresh: bool = False) -> _Held:
        asked = time.monotonic()
        held = self._held.get(arena_id)
        if held is not None and not fresh and asked < held.until:
            return held
        async with self._locks.setdefault(arena_id, asyncio.Lock()):
            held = self._held.get(arena_id)
            if held is None or held.began < asked:
                began = time.monotonic()
                held = self._held[arena_id] = await self._renewed(arena_id, held, began)
                ended = time.monotonic()
                held.until = ended + max(_SECONDS, (ended - began) / _SHARE)
        return held

    async def _renewed(self, arena_id: int, held: _Held | None, began: float) -> _Held:
        """Return what is held with what has changed since; all read anew where that is not enough."""
        state = await self._database.read(_state, arena_id)
        grown = held is None or state.catalog != held.state.catalog
        if held is None or held.stale or (grown and began - held.read_at > _ANEW_SECONDS):
            deck = await self._grown(arena_id, MatchupPool({}, {}, {}, 0))
            return _Held(state, deck, await self._met(state.arena), began, read_at=began)
        if state == held.state:
            return replace(held, began=began)
        deck = await self._grown(arena_id, held.deck) if grown else held.deck
        moved = state.arena.revision != held.state.arena.revision
        met = await self._met(state.arena) if moved else held.met
        return _Held(state, deck, met, began, held.read_at, former={**held.former, **held.tables})

    async def _grown(self, arena_id: int, deck: MatchupPool) -> MatchupPool:
        chunks: list[Sequence[tuple[int, ...]]] = []
        last = deck.last_image
        while not chunks or len(chunks[-1]) == _CHUNK:
            chunks.append(await self._database.read(matchups.cards, arena_id, last, _CHUNK))
            last = chunks[-1][-1][0] if chunks[-1] else last
        deck = await asyncio.to_thread(deck.with_cards, chain.from_iterable(chunks))
        found, makers = await self._database.read(_facts, arena_id, {model for model, _ in deck.heaps})
        return MatchupPool(found, makers, deck.heaps, deck.last_image)

    async def _met(self, arena: Arena) -> Mapping[Pair, Met]:
        return await self._database.read(_met, arena)


def _state(session: ReadSession, arena_id: int) -> _State:
    arena = arenas.of_id(session, arena_id)
    if arena is None:
        raise NotFound("there is no such arena")
    return _State(arena, revision(session))


def _facts(
    session: ReadSession, arena_id: int, model_ids: Collection[int]
) -> tuple[dict[int, PromptCategory], dict[int, Contestant]]:
    return prompt_categories.of_arena(session, arena_id), _makers(session, model_ids)


def _makers(session: ReadSession, model_ids: Collection[int]) -> dict[int, Contestant]:
    return {
        row.id: Contestant(
            row.slug, row.name, row.organization, row.organization_name, row.retired_at is not None
        )
        for row in models.of_ids(session, model_ids).values()
    }


def _met(session: ReadSession, arena: Arena) -> Mapping[Pair, Met]:
    axis_id = prompt_categories.find_axis(session, arena.id, OVERALL)
    rows = [] if axis_id is None else ratings.pairs_of_axis(session, axis_id)
    found = {}
    for _, a, b, wins_a, wins_b, ties, both_bad in rows:
        drawn = ties + (both_bad if arena.both_bad == "tie" else 0)
        found[a, b] = Met(wins_a + wins_b + drawn, wins_a + drawn / 2)
    return found


def _subject(session: ReadSession, prompt_id: int) -> Subject:
    row = prompts.subject(session, prompt_id)
    themes = tuple(row.themes.split(";")) if row.themes else ()
    source = copy_url(row.source_copy) if row.source_copy else None
    return Subject(row.text, row.language or None, themes, source)
