"""A small arena whose numbers can be checked by hand, and by another program: the `trueskill` package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import trueskill

from service.arena.models.page import ModelPage, build
from service.arena.models.source import Latency, ModelSource, read
from service.db.engine import WriteSession
from service.db.queries import models, offers
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.domain.votes import Ballot, Outcome
from tests.support.images.model_images import show_every_vote
from tests.support.votes.arenas import DAY, DEFAULTS, add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote

T = TypeVar("T")

PEOPLE_EN = PromptCategory(("people",), "en")
ANIMALS_DE = PromptCategory(("animals",), "de")
LATER = 20
TODAY = DAY + 25

# m0 beats m1 three times, m1 beats m2 twice and draws; twenty days later m0 wins, loses and draws with m2,
# and beats m3, whose only vote it is.
LOG = (
    vote(0, 1, stratum=PEOPLE_EN),
    vote(1, 0, "right", stratum=PEOPLE_EN),
    vote(0, 1, stratum=PEOPLE_EN),
    vote(1, 2, stratum=PEOPLE_EN),
    vote(1, 2, stratum=PEOPLE_EN),
    vote(2, 1, "tie", stratum=PEOPLE_EN),
    vote(0, 2, day=LATER, stratum=ANIMALS_DE),
    vote(2, 0, day=LATER, stratum=ANIMALS_DE),
    vote(0, 2, "tie", day=LATER, stratum=ANIMALS_DE),
    vote(3, 0, "right", day=LATER, stratum=PromptCategory()),
)


def golden(session: WriteSession, log: Sequence[Ballot] = LOG) -> Arena:
    """Return the arena ``t2i`` with the models ``m0`` to ``m4``, the last without a vote."""
    add_models(session, 5)
    arena = add_arena(session, name="Text to image")
    cast(session, arena, log)
    return arena


def furnished(session: WriteSession) -> ModelPage:
    """Return the page of a model that has something to show in every section."""
    show_every_vote(session, golden(session))
    model_id = models.ids_of(session, ["m0"])["m0"]
    models.change(session, model_id, {"released": "2024-10-01", "license_name": "MIT"})
    offer = {"provider": "acme", "unit": "image", "amount_micros": 40_000, "currency": "USD"}
    offers.add(session, {**offer, "model_id": model_id, "valid_from": "2020-01-01", "created_at": 0})
    source = read(session, "m0", TODAY)
    return build(replace(source, latencies={"acme": Latency(800, 2_100, 7)}))


def some_arena() -> Arena:
    """Return an arena that is in no database."""
    values: dict[str, Any] = {**DEFAULTS, "id": 1, "slug": "t2i", "description": None}
    return Arena(**values, day=None, retired_at=None)


def on_golden(
    url: str, section: Callable[[ModelSource], T], check: Callable[[T], None], slug: str = "m0"
) -> None:
    """Make a section of a model's page in the small arena, and check it."""

    def work(session: WriteSession) -> None:
        golden(session)
        check(section(read(session, slug, TODAY)))

    inside(url, work)


def oracle(log: Sequence[Ballot] = LOG) -> dict[str, trueskill.Rating]:
    """Return the ratings that the `trueskill` package gives for the log."""
    world = trueskill.TrueSkill(tau=0.0, draw_probability=0.1)
    found = {f"m{i}": world.create_rating() for i in range(5)}
    for ballot in log:
        sides = [ballot.model_left, ballot.model_right]
        if ballot.outcome == Outcome.RIGHT:
            sides.reverse()
        won, lost = (found[side] for side in sides)
        drawn = ballot.outcome == Outcome.TIE
        found.update(zip(sides, trueskill.rate_1vs1(won, lost, drawn=drawn, env=world), strict=True))
    return found


def score(rating: trueskill.Rating) -> float:
    """Return the score of a rating of the `trueskill` package."""
    return float(rating.mu - 3 * rating.sigma)
