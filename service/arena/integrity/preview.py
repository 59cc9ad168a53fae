"""Previews of holding and releasing: how the leaderboard would change, before anybody decides."""

from __future__ import annotations

from collections.abc import Collection

from service.arena.boards.effects import Effect, effects
from service.arena.integrity import flags, holding
from service.arena.recording import recount
from service.arena.services import Services
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.votes import Exclusion


async def of_flag(services: Services, flag_id: int) -> Effect:
    """Return what holding the votes of a flag would do, or releasing them if it is held. Raise NotFound."""
    flag = await services.database.read(flags.get, flag_id)
    decide = holding.release if flag.held else holding.hold

    def change(session: WriteSession, _: Arena) -> int:
        return decide(session, flag_id).votes

    (effect,) = await effects(services, [flag.arena_id], change)
    return effect


async def of_release(services: Services, arena_id: int, positions: Collection[int]) -> Effect:
    """Return what releasing the held votes of an arena at these positions would do."""

    def change(session: WriteSession, arena: Arena) -> int:
        return recount.count_again(session, arena, positions)

    (effect,) = await effects(services, [arena_id], change)
    return effect


async def of_votes(services: Services, arena_id: int, positions: Collection[int]) -> Effect:
    """Return what holding the votes of an arena at these positions would do."""

    def change(session: WriteSession, arena: Arena) -> int:
        return recount.void(session, arena, positions, "tried", Exclusion.HELD)

    (effect,) = await effects(services, [arena_id], change)
    return effect
