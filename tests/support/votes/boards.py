"""Leaderboards written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.arena.boards.boards import Board, BoardEntry, ModelFacts
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.boards import Interval, RankedStanding
from tests.support.votes.arenas import DEFAULTS


def arena_of(**values: Any) -> Arena:
    """Return an arena that is in no database."""
    made = {
        **DEFAULTS,
        "id": 1,
        "slug": "t2i",
        "description": None,
        "day": None,
        "retired_at": None,
        **values,
    }
    return Arena(**made)


def board_of(ranked: Sequence[tuple[RankedStanding, Interval]], facts: dict[str, ModelFacts]) -> Board:
    """Return the overall board of these models."""
    return Board(
        arena=arena_of(),
        axis=OVERALL,
        position=0,
        as_of=0,
        min_votes=3,
        method_version="",
        votes=0,
        ranked=tuple(
            BoardEntry(place.rank, place.standing, interval, facts[place.standing.model])
            for place, interval in ranked
        ),
        unranked=(),
        disagreements=(),
        facts=facts,
    )
