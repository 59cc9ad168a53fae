"""The demo without its images: organizations, models, offers, arenas, prompts and votes, all or nothing.

The votes are stored before the images that they are about. Only so are they the first of their arena's log,
however soon people vote there. They do not depend on the images: a simulated voter knows models, not pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.arena.catalog import arenas, models, offers, organizations, prompts
from service.arena.catalog.arenas import ArenaFields
from service.arena.catalog.offers import OfferFields
from service.arena.catalog.records import check_new
from service.arena.recording.appending import record
from service.arena.recording.operations import Memory
from service.arena.recording.vote_batches import VoteBatch
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas as arena_rows
from service.db.queries import models as model_rows
from service.db.queries import organizations as organization_rows
from service.demo.arenas import DemoArena
from service.demo.makers import MAKERS, ORGANIZATIONS, Maker
from service.demo.simulated_voters import simulated_votes, voter_of
from service.domain import clock
from service.domain.votes import Ballot

LATENCY_MS = 250
"""About how long a painter takes for an image."""


def is_new(session: ReadSession, demo: Sequence[DemoArena]) -> bool:
    """Return whether the demo is not there yet; raise Conflict where something else has one of its names."""
    known = [arena for one in demo if (arena := arena_rows.get(session, one.slug)) is not None]
    if len(known) == len(demo) and all(arena.simulated_until for arena in known):
        return False
    for one in demo:
        check_new("arena", one.slug, lambda slug: arena_rows.get(session, slug))
    for slug in ORGANIZATIONS:
        check_new("organization", slug, lambda slug: organization_rows.get(session, slug))
    for maker in MAKERS:
        check_new("model", maker.slug, lambda slug: model_rows.get(session, slug))
    return True


def add(session: WriteSession, secret: bytes, demo: Sequence[DemoArena]) -> bool:
    """Add the demo without its images, unless it is there; return whether it was added. Raise Conflict."""
    touch_catalog(session)
    if not is_new(session, demo):
        return False
    today = clock.now() // clock.DAY
    for slug, name in ORGANIZATIONS.items():
        organizations.create(session, slug, {"name": name})
    for maker in MAKERS:
        _add_model(session, maker, today)
    for arena in demo:
        _add_arena(session, secret, arena)
    return True


def _add_model(session: WriteSession, maker: Maker, today: int) -> None:
    """Add a model with its offer by the provider ``demo``."""
    released = clock.day_text(today - maker.age)
    models.create(session, maker.slug, maker.fields(released))
    offer: OfferFields = {
        "provider": "demo",
        "amount": maker.price,
        "currency": "USD",
        "latency_ms": LATENCY_MS,
        "valid_from": released,
        "upstream": maker.painter,
        "note": "An example of a price: the demo charges nobody.",
    }
    offers.create(session, maker.slug, offer)


def _add_arena(session: WriteSession, secret: bytes, demo: DemoArena) -> None:
    """Add an arena with its prompts and its simulated votes."""
    fields: ArenaFields = {"name": demo.name, "task": demo.task, "description": demo.description}
    arena = arenas.create(session, demo.slug, fields)
    prompt_ids = [
        prompts.create(session, demo.slug, prompt.text, language=prompt.language, themes=(prompt.theme,)).id
        for prompt in demo.prompts
    ]
    votes = simulated_votes(demo.prompts, demo.votes, arena.created_at)
    ballots = [
        Ballot(
            vote.left.slug,
            vote.right.slug,
            vote.outcome,
            prompt_id=prompt_ids[vote.prompt],
            voter=voter_of(secret, demo.slug, vote.voter),
            voted_at=vote.voted_at,
        )
        for vote in votes
    ]
    record(session, Memory(), [VoteBatch(arena.id, ballots)])
    images = len(demo.prompts) * len(MAKERS)
    arena_rows.change(session, arena.id, {"simulated_until": len(votes), "demo_images": images})
