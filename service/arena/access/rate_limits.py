"""Limits: how often a voter, a network and a key may ask, and up to what pace votes count."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Literal

from service.arena.access.visitors import Visitor
from service.arena.services import Services
from service.errors import TooMany

Kind = Literal["deal", "vote", "skip", "undo"]

# Asking again for the matchup that is open already costs little, and pages do it whenever they are loaded.
# An undo folds the arena's day again: 0.1 s after 10,000 votes.
_TIMES: dict[Kind, float] = {"deal": 5, "undo": 0.1}


def limit(services: Services, visitor: Visitor, kind: Kind) -> None:
    """Count a request of a visitor; raises TooMany where its voter or its network sends too many."""
    settings = services.settings
    _take(services, ("voter", kind, visitor.voter), _times(kind, settings.voter_limit), "you")
    if visitor.address is not None:
        address = ("address", kind, visitor.address)
        _take(services, address, _times(kind, settings.address_limit), "your network")


def _times(kind: Kind, votes: int) -> int:
    return math.ceil(votes * _TIMES.get(kind, 1))


def limit_key(services: Services, key_id: int) -> None:
    """Count a request that brings a key; raises TooMany where too many bring it."""
    _take(services, ("key", key_id), services.settings.key_limit, "this key")


def over_pace(services: Services, visitor: Visitor) -> bool:
    """Count a vote; whether its voter votes faster than votes count. Such a vote is stored all the same."""
    return services.allowances.take(("pace", visitor.voter), services.settings.pace) > 0


def _take(services: Services, subject: Hashable, per_minute: int, who: str) -> None:
    wait = services.allowances.take(subject, per_minute)
    if wait:
        seconds = math.ceil(wait)
        raise TooMany(f"too many requests from {who}; try again in {seconds} s", retry_after=seconds)
