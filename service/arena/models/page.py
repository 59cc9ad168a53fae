"""A model's page: what the page and the API say about a model."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import MappingProxyType

from service.arena.images import portraits
from service.arena.models.examples import Examples, examples
from service.arena.models.facts import description, kind
from service.arena.models.faq import Question, faq
from service.arena.models.likeness import Likeness, like
from service.arena.models.performance import Performance, performance
from service.arena.models.pricing import Pricing, pricing
from service.arena.models.rankings import Ranking, rankings
from service.arena.models.similar import Neighbors, similar
from service.arena.models.source import ModelSource, read
from service.arena.models.tracker import Tracker, trackers
from service.arena.services import Services
from service.domain import clock
from service.domain.catalog import Model
from service.domain.images import Portrait, Portraits

IMAGES = 3
"""How many images of the model its page starts with."""


@dataclass(frozen=True, slots=True)
class ModelPage:
    """The sections of a model's page. Those by arena have one entry for each arena with votes on the model.

    ``summary`` is its description, or its facts in a sentence. ``kind`` says what kind of model it is, and
    ``can_generate`` whether it can generate images here. ``portraits`` are public images of this model and of
    others.
    """

    model: Model
    kind: str
    can_generate: bool
    summary: str
    rankings: tuple[Ranking, ...]
    performance: tuple[Performance, ...]
    trackers: tuple[Tracker, ...]
    similar: tuple[Neighbors, ...]
    like: tuple[Likeness, ...]
    pricing: Pricing
    examples: Examples
    faq: tuple[Question, ...]
    portraits: Portraits

    @property
    def images(self) -> tuple[Portrait, ...]:
        """A few images of the model, of different prompts as far as there are any."""
        own = self.portraits.get(self.model.slug, ())
        by_prompt = {portrait.prompt_id: portrait for portrait in reversed(own)}
        different = [portrait for portrait in own if by_prompt[portrait.prompt_id] is portrait]
        rest = [portrait for portrait in own if portrait not in different]
        return tuple([*different, *rest][:IMAGES])


async def model_page(
    services: Services, slug: str, today: int | None = None, theme: str | None = None
) -> ModelPage:
    """Return a model's page on a day (since 1970) or now, with examples of one theme or all.

    Raise NotFound.
    """
    day = clock.now() // clock.DAY if today is None else today
    source = await services.database.read(read, slug, day, services.boards.refits)
    shown = await portraits.everywhere(services)
    # Fitting several arenas takes milliseconds, and votes should not have to wait for it.
    return await asyncio.to_thread(build, source, shown, theme)


def build(
    source: ModelSource, shown: Portraits = MappingProxyType({}), theme: str | None = None
) -> ModelPage:
    """Return the page of what was read, without reading more."""
    model = source.model
    ranked, strengths, prices = rankings(source), performance(source), pricing(source)
    neighbors = similar(source)
    return ModelPage(
        model=model,
        can_generate=source.can_generate,
        kind=kind(model, [ranking.arena.task for ranking in ranked]),
        summary=description(model, ranked),
        rankings=ranked,
        performance=strengths,
        trackers=trackers(source),
        similar=neighbors,
        like=like(source),
        pricing=prices,
        examples=examples(source, theme),
        faq=faq(model, prices, ranked, strengths, neighbors),
        portraits=shown,
    )
