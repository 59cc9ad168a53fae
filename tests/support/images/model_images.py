"""Votes on images, written straight into the tables: a prompt, its images and the matchups."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import insert, select

from service.db.engine import WriteSession
from service.db.tables.catalog import models, prompts
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups
from service.domain.arenas import Arena
from service.domain.votes import Outcome

_ORIGIN = "upload"


def digest(name: str) -> bytes:
    """Return the hash under which the picture of a name would be kept."""
    return hashlib.sha256(name.encode()).digest()


def add_prompt(session: WriteSession, arena: Arena, text: str) -> int:
    """Add a prompt with the themes and the language of the arena's first vote; return its id."""
    stratum = session.execute(select(votes.c.stratum_id).where(votes.c.position == 1)).scalars().first()
    values = {
        "arena_id": arena.id,
        "stratum_id": stratum,
        "text": text,
        "digest": digest(text)[:16],
        "created_at": 0,
    }
    return int(session.execute(insert(prompts).values(values).returning(prompts.c.id)).scalar_one())


def add_image(session: WriteSession, arena: Arena, prompt: int, model: str, **more: object) -> int:
    """Add an image of a model for a prompt, 640 by 480; return its id."""
    name = f"{model}/{prompt}/{more}"
    values = {
        "arena_id": arena.id,
        "prompt_id": prompt,
        "model_id": _id_of(session, model),
        **{column: digest(name + column) for column in ("sha256", "copy", "square")},
        "format": "png",
        "width": 640,
        "height": 480,
        "bytes": 1000,
        "box": "3:2",
        "origin": _ORIGIN,
        "created_at": 0,
        **more,
    }
    return int(session.execute(insert(images).values(values).returning(images.c.id)).scalar_one())


def add_matchup(session: WriteSession, arena: Arena, position: int, prompt: int, pair: Sequence[int]) -> None:
    """Add the matchup of the vote at a position of the arena's log, with a left and a right image."""
    where = (votes.c.arena_id == arena.id, votes.c.position == position)
    vote = session.execute(select(votes).where(*where)).one()
    values = {
        "id": arena.id << 32 | position,
        "dealt_at": 0,
        "probability": 1.0,
        "closed_at": 1,
        "position": position,
        "arena_id": arena.id,
        "prompt_id": prompt,
        "image_left": pair[0],
        "image_right": pair[1],
        "model_left": vote.model_left,
        "model_right": vote.model_right,
        "slot": 0,
        "state": 2,
    }
    session.execute(insert(matchups).values(values))


def show_every_vote(session: WriteSession, arena: Arena) -> None:
    """Give every vote of the arena a prompt and two images of its own."""
    rows = session.execute(select(votes).where(votes.c.arena_id == arena.id).order_by(votes.c.position))
    slugs = {row.id: row.slug for row in session.execute(select(models.c.id, models.c.slug))}
    for row in rows.fetchall():
        said = Outcome(row.outcome).label
        prompt = add_prompt(session, arena, f"Prompt {row.position}, where voters said {said}")
        sides = (slugs[row.model_left], slugs[row.model_right])
        pair = [add_image(session, arena, prompt, model) for model in sides]
        add_matchup(session, arena, row.position, prompt, pair)


def _id_of(session: WriteSession, slug: str) -> int:
    return int(session.execute(select(models.c.id).where(models.c.slug == slug)).scalar_one())
