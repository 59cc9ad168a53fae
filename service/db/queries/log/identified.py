"""Votes by the ids that other systems gave them: what is compared when a vote comes again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import polars as pl

from service.db.bulk import Lookup
from service.db.engine import ReadSession
from service.db.queries.log import dropped


class NamedVote(NamedTuple):
    """A vote with an external id. ``voted_at`` is None where the sender did not name it."""

    external_id: str
    position: int
    model_left: int
    model_right: int
    outcome: int
    stratum_id: int
    prompt_id: int | None
    voter: int | None
    voted_at: int | None


class NamedContent(NamedTuple):
    """A vote with an external id, with the texts behind its ids; themes are joined by ``;``."""

    external_id: str
    position: int
    model_left: int
    model_right: int
    outcome: int
    themes: str
    language: str
    prompt: str | None
    prompt_id: int | None
    voter: int | None
    voted_at: int | None


_TIME = "CASE WHEN e.has_time = 1 THEN v.voted_at END"
_HOLDER = (
    "FROM k JOIN external_ids e ON e.arena_id = :arena AND e.external_id = k.external_id "
    "JOIN votes v ON v.arena_id = e.arena_id AND v.position = e.position"
)
_KNOWN = Lookup(
    lambda row: (str(row[0]),),
    "SELECT e.external_id FROM k JOIN external_ids e "
    "ON e.arena_id = :arena AND e.external_id = k.external_id",
    external_id="text",
)
_NAMED = Lookup(
    NamedVote._make,
    "SELECT e.external_id, e.position, v.model_left, v.model_right, v.outcome, v.stratum_id, v.prompt_id, "
    f"v.voter, {_TIME} {_HOLDER}",
    external_id="text",
)
_CONTENTS = Lookup(
    NamedContent._make,
    "SELECT e.external_id, e.position, v.model_left, v.model_right, v.outcome, s.themes, s.language, "
    f"p.text, v.prompt_id, v.voter, {_TIME} {_HOLDER} JOIN strata s ON s.id = v.stratum_id "
    "LEFT JOIN prompts p ON p.id = v.prompt_id",
    external_id="text",
)
# Of the known ids, those whose votes only segments hold.
_DROPPED = Lookup(
    lambda row: _Place(str(row[0]), int(str(row[1])), bool(row[2])),
    "SELECT e.external_id, e.position, e.has_time FROM k JOIN external_ids e ON e.arena_id = :arena "
    "AND e.external_id = k.external_id WHERE NOT EXISTS "
    "(SELECT 1 FROM votes v WHERE v.arena_id = e.arena_id AND v.position = e.position)",
    external_id="text",
)
_CATEGORIES = Lookup(
    lambda row: (int(str(row[0])), (str(row[1]), str(row[2]))),
    "SELECT s.id, s.themes, s.language FROM k JOIN strata s ON s.id = k.id",
    id="integer",
)
_PROMPTS = Lookup(
    lambda row: (int(str(row[0])), str(row[1])),
    "SELECT p.id, p.text FROM k JOIN prompts p ON p.id = k.id",
    id="integer",
)


class _Place(NamedTuple):
    """A dropped vote with an external id, and whether its sender named the time."""

    external_id: str
    position: int
    has_time: bool


def with_external_ids(session: ReadSession, arena_id: int, ids: Iterable[str]) -> list[NamedVote]:
    """Return the arena's votes that have one of these external ids, voided or not."""
    known = _known(session, arena_id, ids)
    found = _NAMED(session, known, arena=arena_id)
    return found if len(found) == len(known) else [*found, *_dropped(session, arena_id, known)]


def contents(session: ReadSession, arena_id: int, ids: Iterable[str]) -> list[NamedContent]:
    """Return the same votes with the texts of their prompts and categories."""
    known = _known(session, arena_id, ids)
    found = _CONTENTS(session, known, arena=arena_id)
    return found if len(found) == len(known) else [*found, *_dropped_contents(session, arena_id, known)]


def _known(session: ReadSession, arena_id: int, ids: Iterable[str]) -> list[tuple[str]]:
    """Return which of these ids votes have: mostly none, and PostgreSQL takes half the time of a join."""
    return _KNOWN(session, ((name,) for name in ids), arena=arena_id)


def _dropped(session: ReadSession, arena_id: int, known: Iterable[tuple[str]]) -> list[NamedVote]:
    """Return those of the votes with known ids that were dropped."""
    places = sorted(_DROPPED(session, known, arena=arena_id), key=itemgetter(1))
    found: list[NamedVote] = []
    # Together where they are near each other, so that old ids among many cost little.
    for _, near in groupby(places, lambda place: place.position // dropped.BLOCK):
        found += _at(session, arena_id, list(near))
    return found


def _at(session: ReadSession, arena_id: int, places: Sequence[_Place]) -> list[NamedVote]:
    wanted = pl.Series([place.position for place in places], dtype=pl.Int64)
    mine = pl.col("position").is_in(wanted.implode())
    part = dropped.Range(arena_id, places[0].position - 1, places[-1].position)
    rows = dropped.rows(session, part, NamedVote._fields, mine)
    votes = {vote.position: vote for vote in map(NamedVote._make, rows)}
    return [
        votes[place.position]._replace(
            external_id=place.external_id,
            voted_at=votes[place.position].voted_at if place.has_time else None,
        )
        for place in places
    ]


def _dropped_contents(session: ReadSession, arena_id: int, known: Iterable[tuple[str]]) -> list[NamedContent]:
    found = _dropped(session, arena_id, known)
    categories = dict(_CATEGORIES(session, {(one.stratum_id,) for one in found}))
    prompts = dict(_PROMPTS(session, {(one.prompt_id,) for one in found if one.prompt_id is not None}))
    return [
        NamedContent(
            *one[:5],
            *categories[one.stratum_id],
            None if one.prompt_id is None else prompts[one.prompt_id],
            *one[6:],
        )
        for one in found
    ]
