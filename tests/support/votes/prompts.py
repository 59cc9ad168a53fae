"""Prompts written straight into the database."""

from __future__ import annotations

from service.arena.recording.id_cache import IdCache
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory


def add_prompt(
    session: WriteSession, arena: Arena, text: str = "A cat", stratum: PromptCategory | None = None
) -> int:
    """Add a prompt to an arena; return its id."""
    return IdCache().prompt(session, arena.id, text, stratum or PromptCategory())[0]
