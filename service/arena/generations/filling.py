"""Filling an arena: generate every image that its models lack for its prompts, within a budget.

The plan follows from the images that exist, so the same call again continues where it stopped.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from service.arena.catalog import arenas, models
from service.arena.catalog.upstreams import dearest, routes_of
from service.arena.generations.edit_inputs import fetch_source, keep_source
from service.arena.generations.generations import GenerationRequest, new_name, new_seed, shape, values_of
from service.arena.images.renditions import read_copy
from service.arena.progress import Progress
from service.arena.services import Services
from service.db.engine import ReadSession, WriteSession
from service.db.queries import generations, images, prompts
from service.db.queries import models as model_rows
from service.db.queries.models import ModelRow
from service.db.queries.prompts import PromptRow
from service.domain.arenas import Arena
from service.domain.catalog import MICROS
from service.domain.generations import TERMINAL, Generation, GenerationState, Route, parse_size
from service.errors import ArenaError, Invalid

Work = Callable[[], Awaitable[Generation]]

BUDGET_CURRENCY = "USD"

_ALL = 1_000_000
_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing image: for which prompt, by which model, and what it costs at most."""

    prompt: PromptRow
    model: ModelRow
    micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan for an arena: ``gaps`` to fill, prompt by prompt, and generations ``under_way`` to wait for.

    ``there`` counts the images that exist, ``beyond`` the missing ones that exceed the budget.
    """

    arena: Arena
    gaps: tuple[Gap, ...]
    under_way: tuple[int, ...]
    there: int
    beyond: int = 0

    @property
    def costs(self) -> dict[str, float]:
        """What filling the gaps costs at most, by currency."""
        micros: Counter[str] = Counter()
        for gap in self.gaps:
            micros[gap.currency] += gap.micros
        return {currency: amount / MICROS for currency, amount in micros.items()}

    def within(self, micros: int) -> Plan:
        """Return the plan up to a budget in millionths of a dollar, in the plan's order.

        Raise Invalid for a price in another currency, which a budget in dollars cannot limit.
        """
        kept: list[Gap] = []
        for gap in self.gaps:
            if gap.currency != BUDGET_CURRENCY:
                raise Invalid(
                    f"model {gap.model.slug} is priced in {gap.currency}; a budget is in {BUDGET_CURRENCY}"
                )
            if micros < gap.micros:
                break
            micros -= gap.micros
            kept.append(gap)
        return replace(self, gaps=tuple(kept), beyond=len(self.gaps) - len(kept))


@dataclass(slots=True)
class Filled:
    """The result of a plan: images generated, their costs by currency, and failures by error code."""

    made: int
    costs: dict[str, float]
    failed: dict[str, int]


def plan(
    session: ReadSession, slug: str, slugs: Sequence[str], places: Sequence[range] | None = None
) -> Plan:
    """Return the plan for an arena and models: without ``slugs``, all models that have a provider.

    ``places`` are the numbers of the prompts in the arena, from 1, None for all. Raise NotFound for the arena
    or a model, and Invalid for a model without a provider and for numbers without a prompt.
    """
    arena = arenas.get(session, slug)
    priced = _priced_models(session, slugs)
    chosen = _prompts(session, arena, places)
    there, under_way = images.prompts_and_models(session, arena.id), generations.for_arena(session, arena.id)
    pairs = {
        (prompt.id, row.id): Gap(prompt, row, route.amount_micros, route.currency)
        for prompt in chosen
        for row, route in priced
    }
    gaps = [gap for pair, gap in pairs.items() if pair not in there and pair not in under_way]
    waiting = [number for pair, number in under_way.items() if pair in pairs]
    return Plan(arena, tuple(gaps), tuple(waiting), len(there & pairs.keys()))


def _priced_models(session: ReadSession, slugs: Sequence[str]) -> list[tuple[ModelRow, Route]]:
    """Return each model with the route that costs most."""
    rows = [models.find(session, slug) for slug in dict.fromkeys(slugs)] or model_rows.in_use(session)
    routes = routes_of(session, [row.id for row in rows])
    without = [row.slug for row in rows if row.id not in routes]
    if slugs and without:
        raise Invalid(f"model {without[0]} has no offer that names a provider to generate with")
    return [(row, dearest(routes[row.id])) for row in rows if row.id in routes]


def _prompts(session: ReadSession, arena: Arena, places: Sequence[range] | None) -> list[PromptRow]:
    rows = prompts.page(session, arena.id, 0, _ALL)
    if places is None:
        return list(rows)
    beyond = [place.stop - 1 for place in places if place.stop - 1 > len(rows)]
    if beyond:
        raise Invalid(f"arena {arena.slug} has {len(rows)} prompts; there is no prompt {beyond[0]}")
    return [row for place, row in enumerate(rows, 1) if any(place in some for some in places)]


async def fill(services: Services, plan: Plan, size: str | None, parallel: int, tell: Progress) -> Filled:
    """Have the gaps of a plan filled by the workers, at most ``parallel`` at a time.

    Raise Invalid for an invalid size. A gap that cannot be filled is counted.
    """
    parse_size(size)
    turns, done = asyncio.Semaphore(parallel), 0
    total = len(plan.gaps) + len(plan.under_way)
    tell("images", 0, total)

    async def one(work: Work) -> Generation | ArenaError:
        nonlocal done
        async with turns:
            result = await _or_error(work)
        done += 1
        tell("images", done, total)
        return result

    async with asyncio.TaskGroup() as group:
        works: list[Work] = [partial(_ended, services, number) for number in plan.under_way]
        works += [partial(_generate, services, plan.arena, gap, size) for gap in plan.gaps]
        tasks = [group.create_task(one(work)) for work in works]
    return _summed([task.result() for task in tasks])


async def _or_error(work: Work) -> Generation | ArenaError:
    try:
        return await work()
    except ArenaError as error:
        return error


async def _generate(services: Services, arena: Arena, gap: Gap, size: str | None) -> Generation:
    return await _ended(services, await _queue(services, arena, gap, size))


async def _queue(services: Services, arena: Arena, gap: Gap, size: str | None) -> int:
    """Queue the generation of a gap and return its number."""
    request = GenerationRequest(
        gap.model.slug, gap.prompt.text, size, None, await _source(services, gap.prompt)
    )

    def work(session: WriteSession) -> int:
        values = values_of(session, gap.model, request)
        place = {"arena_id": arena.id, "prompt_id": gap.prompt.id}
        return generations.add(session, {**values, **place, "name": new_name(), "seed": new_seed()})

    number = await services.database.write(work)
    services.generations.work.set()
    return number


async def _source(services: Services, prompt: PromptRow) -> bytes | None:
    """Keep the source image of a prompt for editing and return its SHA-256, None where it has none."""
    if prompt.source_copy is not None:
        return await keep_source(services, await read_copy(services, prompt.source_copy, prompt.source_copy))
    return await fetch_source(services, prompt.source_image) if prompt.source_image else None


async def _ended(services: Services, number: int) -> Generation:
    while True:
        (row,) = await services.database.read(generations.of_numbers, [number])
        generation = shape(row)
        if generation.status in TERMINAL:
            return generation
        await services.generations.completions.wait(number, _WAIT_SECONDS)


def _summed(ended: Sequence[Generation | ArenaError]) -> Filled:
    costs: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for one in ended:
        if isinstance(one, Generation) and one.status is GenerationState.COMPLETED:
            costs[one.currency or ""] += one.cost_micros or 0
        else:
            failed[_why(one)] += 1
    amounts = {currency: micros / MICROS for currency, micros in costs.items()}
    return Filled(len(ended) - failed.total(), amounts, dict(failed))


def _why(ended: Generation | ArenaError) -> str:
    if isinstance(ended, ArenaError):
        return ended.code
    return ended.error.code if ended.error else str(ended.status)
