"""Previews of voids: how voiding votes would change the leaderboards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.arena.boards.effects import Change, Effect, effects
from service.arena.recording import recount
from service.arena.services import Services
from service.db.engine import WriteSession
from service.domain.arenas import Arena

__all__ = ["Change", "Effect", "effects_of_voiding"]


async def effects_of_voiding(services: Services, positions: Mapping[int, Sequence[int]]) -> list[Effect]:
    """Return what voiding votes would do; their positions are given by arena id."""

    def void(session: WriteSession, arena: Arena) -> int:
        return recount.void(session, arena, positions[arena.id], "tried")

    return await effects(services, positions, void)
