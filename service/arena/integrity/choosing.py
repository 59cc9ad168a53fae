"""Choosing votes to hold: by network, period, answer time, and whether their voters are new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from service.arena.catalog import arenas
from service.arena.integrity import holding, networks
from service.arena.integrity.holding import Changed
from service.db.engine import ReadSession, WriteSession
from service.db.queries.log.chosen import Choice, chosen
from service.domain import clock
from service.errors import FieldError, Invalid

NAMES = ("network", "since", "until", "within", "voters")

Texts = Mapping[str, str]
"""What somebody entered, by these names; ``within`` is in seconds."""

NEW = "new"
"""Chooses voters without a vote before ``since``."""

LAST = (1 << 63) - 1
"""Greater than every position."""

_MILLISECONDS = 1_000
_MOST_CHARACTERS = 500
_LONGEST_SECONDS = 86_400


def choice_of(texts: Texts) -> Choice:
    """Return which votes somebody chose. Raise Invalid for what cannot be read, or if nothing was chosen."""
    network, since, until, within = (texts.get(name, "").strip() for name in NAMES[:4])
    only_new = texts.get("voters", "") == NEW
    if only_new and not since:
        detail = "is needed to tell who is new"
        raise Invalid(f"the beginning {detail}", [FieldError("since", detail)])
    found = Choice(
        network=networks.parse(network) if network else None,
        since=_moment("since", since) if since else None,
        until=_moment("until", until, end=True) if until else None,
        within_ms=_milliseconds(within) if within else None,
        only_new=only_new,
    )
    if found == Choice():
        raise Invalid("say which votes: a network, a period, or an answer time")
    return found


def is_empty(texts: Texts) -> bool:
    """Return whether nothing was entered."""
    return not any(texts.get(name, "").strip() for name in NAMES[:4])


def positions(session: ReadSession, slug: str, choice: Choice) -> tuple[int, list[int]]:
    """Return an arena's id and the positions of its chosen votes that count. Raise NotFound."""
    arena = arenas.get(session, slug)
    return arena.id, chosen(session, arena.id, choice)


def hold(
    session: WriteSession, slug: str, choice: Choice, why: str, *, key_id: int | None = None, last: int = LAST
) -> Changed:
    """Hold the chosen votes up to the position ``last``, so that later ones wait for another look.

    Raise NotFound, and Invalid if there are none or nobody says why.
    """
    if not why.strip():
        raise Invalid("say why these votes are held", [FieldError("why", "is required")])
    arena_id, places = positions(session, slug, choice)
    seen = [place for place in places if place <= last]
    return holding.hold_votes(session, arena_id, seen, why.strip()[:_MOST_CHARACTERS], key_id)


def _moment(field: str, text: str, *, end: bool = False) -> int:
    """Return a time in UTC as microseconds; with ``end``, the last one of a day or a minute."""
    length = timedelta(minutes=1) if any(mark in text for mark in "T :") else timedelta(days=1)
    try:
        moment = datetime.fromisoformat(text)
        return clock.from_datetime(moment + length - timedelta(microseconds=1) if end else moment)
    except (ValueError, OverflowError):
        detail = "is not a time such as 2026-11-26 or 2026-11-26 14:30 (UTC)"
        raise Invalid(f"{text!r} {detail}", [FieldError(field, detail)]) from None


def _milliseconds(text: str) -> int:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= _LONGEST_SECONDS:
        detail = "is not a number of seconds, such as 0.8"
        raise Invalid(f"{text!r} {detail}", [FieldError("within", detail)])
    return int(seconds * _MILLISECONDS)
