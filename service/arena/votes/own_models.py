"""Stakes: which models a key has made, so that its own votes on them do not count.

A key that may generate has a stake in the models that it created and in those whose images it has had
painted: it knows what they look like, and may want them to win. Keys without that scope describe the models
of others or collect votes, and an administrator's key runs the place; they have none.
"""

from __future__ import annotations

import time

from service.arena.access.keys import Key
from service.db.engine import Database
from service.db.queries import generations

# How long a model that a key has just made may still get its votes.
FRESH_SECONDS = 1.0

NONE: frozenset[int] = frozenset()


class OwnModels:
    """The models of keys, by their numbers; what was read is used again for a second."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, tuple[float, frozenset[int]]] = {}

    async def of(self, key: Key) -> frozenset[int]:
        """Return the models that a key has a stake in."""
        if "generate" not in key.scopes or key.may("admin"):
            return NONE
        found = self._known.get(key.id)
        now = time.monotonic()
        if found is None or now - found[0] >= FRESH_SECONDS:
            found = (now, frozenset(await self._database.read(generations.made_by, key.id)))
            self._known[key.id] = found
        return found[1]
