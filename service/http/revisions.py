"""What a response about an arena depends on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import NamedTuple

from service.domain.arenas import EVERY_ARENA

_DAY_SECONDS = 86_400


class Revisions(NamedTuple):
    """Two revisions, and the date, because prices have dates.

    For a response about every arena, ``arena`` is the sum of their revisions, which grows with each of them.
    """

    catalog: int
    arena: int
    day: int


def revisions_of(known: Mapping[str, int], arena: str) -> Revisions:
    """Return the revisions that a response about an arena depends on now."""
    catalog = known.get("", 0)
    revision = sum(known.values()) - catalog if arena == EVERY_ARENA else known.get(arena, 0)
    return Revisions(catalog, revision, int(time.time() // _DAY_SECONDS))
