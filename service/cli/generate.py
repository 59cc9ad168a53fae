"""``arena generate``: generates the images that an arena lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict

import click

from service.arena.generations import filling
from service.arena.generations.filling import Filled, Plan
from service.arena.generations.workers import working
from service.arena.services import Services
from service.cli.support import arena_option, json_option, progress_bar, run, show_json
from service.domain.catalog import to_micros

_EVERY = "all"
_RANGE = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?")


@click.command(
    epilog="Example: arena generate --arena text-to-image --models a-1,b-2 --prompts 1-50 --max-cost 5"
)
@arena_option
@click.option(
    "--models",
    "slugs",
    default=_EVERY,
    metavar="M,…",
    help="Slugs of models; by default all with a provider.",
)
@click.option(
    "--prompts",
    "places",
    default=_EVERY,
    metavar="N-N,…",
    help="Numbers of prompts in the arena, from 1; all by default.",
)
@click.option(
    "--max-cost", type=click.FloatRange(0), metavar="USD", help="Stop before the total exceeds this."
)
@click.option("--size", metavar="WxH", help="For example 1024x1024; by default the provider's choice.")
@click.option("--workers", default=4, show_default=True, type=click.IntRange(1), help="Images at a time.")
@click.option("--dry-run", is_flag=True, help="Only print the plan and its cost.")
@click.option("--yes", is_flag=True, help="Do not ask before spending money.")
@json_option
def generate(
    *,
    slug: str,
    slugs: str,
    places: str,
    max_cost: float | None,
    size: str | None,
    workers: int,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Generate every image that the arena's prompts lack from the models.

    Prints the maximum cost first, and asks unless it is zero. An interrupted run continues when it is started
    again. Exits with 1 if an image failed.
    """
    models = [] if slugs == _EVERY else [slug.strip() for slug in slugs.split(",") if slug.strip()]
    chosen = None if places == _EVERY else _places(places)

    async def work(services: Services) -> tuple[Plan, Filled | None]:
        plan = await services.database.read(filling.plan, slug, models, chosen)
        if max_cost is not None:
            plan = plan.within(to_micros(max_cost))
        click.echo(_report(plan), err=True)
        if dry_run or not _agreed(plan, yes=yes):
            return plan, None
        async with working(services, workers):
            with progress_bar() as tell:
                return plan, await filling.fill(services, plan, size, workers, tell)

    plan, filled = run(work)
    _show(plan, filled, as_json=as_json)
    if filled is not None and filled.failed:
        raise click.exceptions.Exit(1)


def _places(text: str) -> list[range]:
    """Return the numbers in a list such as ``1-20,35``."""
    ranges = []
    for part in text.split(","):
        parts = _RANGE.fullmatch(part.strip())
        if parts is None:
            raise click.BadParameter(f"{part!r} is neither a number nor a range", param_hint="--prompts")
        ranges.append(range(int(parts[1]), int(parts[2] or parts[1]) + 1))
    return ranges


def _report(plan: Plan) -> str:
    left = f", {plan.beyond} more exceed the budget" if plan.beyond else ""
    waiting = f", {len(plan.under_way)} under way" if plan.under_way else ""
    cost = _money(plan.costs)
    price = f"for at most {cost}" if cost else "at no cost"
    return f"{plan.there} images exist{waiting}; {len(plan.gaps)} to generate{left}, {price}"


def _agreed(plan: Plan, *, yes: bool) -> bool:
    return yes or not any(plan.costs.values()) or click.confirm("Generate them?", err=True)


def _money(costs: Mapping[str, float]) -> str:
    return " + ".join(f"{amount:g} {currency}" for currency, amount in sorted(costs.items()) if amount)


def _show(plan: Plan, filled: Filled | None, *, as_json: bool) -> None:
    if as_json:
        show_json(_shape(plan, filled))
    elif filled is not None:
        why = ", ".join(f"{count} {code}" for code, count in sorted(filled.failed.items()))
        failed = f"; failed: {why}" if why else ""
        cost = _money(filled.costs)
        click.echo(f"generated {filled.made} images {f'for {cost}' if cost else 'at no cost'}{failed}")


def _shape(plan: Plan, filled: Filled | None) -> dict[str, object]:
    known = {"there": plan.there, "under_way": len(plan.under_way), "beyond": plan.beyond}
    planned = {"planned": len(plan.gaps), "most": plan.costs}
    return {"arena": plan.arena.slug, **known, **planned, "result": asdict(filled) if filled else None}
