"""What feeds show of an arena or a model: the newest public notices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from service.arena.catalog import arenas
from service.arena.catalog import models as catalog
from service.arena.webhooks.notices import PUBLIC
from service.db.engine import ReadSession
from service.db.queries import models
from service.db.queries.webhooks import notices as db
from service.db.queries.webhooks.notices import NoticeRow

MOST = 100
"""How many entries a feed has."""


class FeedEntry(NamedTuple):
    """A notice in a feed: its id, kind, time (microseconds since 1970), and its data as receivers get it."""

    uid: str
    kind: str
    at: int
    data: Mapping[str, Any]


class Feed(NamedTuple):
    """The feed of an arena or a model: its name, when that was made, and its entries, newest first."""

    name: str
    created_at: int
    entries: list[FeedEntry]


def newest_of_arena(session: ReadSession, slug: str) -> int:
    """Return what tells an arena's feed from earlier ones. Raise NotFound."""
    return db.last_id(session, arena_id=arenas.get(session, slug).id)


def of_arena(session: ReadSession, slug: str) -> Feed:
    """Return the feed of an arena. Raise NotFound."""
    arena = arenas.get(session, slug)
    rows = db.newest(session, PUBLIC, MOST, arena_id=arena.id)
    return Feed(arena.name, arena.created_at, list(map(_entry, rows)))


def newest_of_model(session: ReadSession, slug: str) -> int:
    """Return what tells a model's feed from earlier ones. Raise NotFound."""
    return db.last_id(session, model_id=_model_id(session, slug))


def of_model(session: ReadSession, slug: str) -> Feed:
    """Return the feed of a model, over all arenas. Raise NotFound."""
    model = catalog.get(session, slug)
    rows = db.newest(session, PUBLIC, MOST, model_id=_model_id(session, slug))
    return Feed(model.name, model.created_at, list(map(_entry, rows)))


def _model_id(session: ReadSession, slug: str) -> int:
    current = catalog.get(session, slug).slug
    return models.ids_of(session, [current])[current]


def _entry(row: NoticeRow) -> FeedEntry:
    return FeedEntry(row.uid, row.kind, row.at, json.loads(row.body)["data"])
