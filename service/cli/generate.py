"""``arena generate``: an arena filled with its models' images."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

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
    "--models", "wanted", default=_EVERY, metavar="M,…", help="Slugs; all whose images can be had if missing."
)
@click.option(
    "--prompts", "places", default=_EVERY, metavar="N-N,…", help="Their places in the arena; all if missing."
)
@click.option("--max-cost", type=click.FloatRange(0), metavar="USD", help="Leave out what would cost more.")
@click.option("--size", metavar="WxH", help="Such as 1024x1024; the providers' usual one if missing.")
@click.option("--workers", default=4, show_default=True, type=click.IntRange(1), help="How many at a time.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done and what it would cost.")
@click.option("--yes", is_flag=True, help="Do not ask before money is spent.")
@json_option
def generate(
    *,
    slug: str,
    wanted: str,
    places: str,
    max_cost: float | None,
    size: str | None,
    workers: int,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Have every image painted that the arena's prompts have not yet from the models; again goes on.

    Says first what that costs at most, and asks, unless it is nothing. Exits 1 where an image failed.
    """
    models = [] if wanted == _EVERY else [name.strip() for name in wanted.split(",") if name.strip()]
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
    """Return the places that a list such as ``1-20,35`` names."""
    found = []
    for part in text.split(","):
        parts = _RANGE.fullmatch(part.strip())
        if parts is None:
            raise click.BadParameter(f"{part!r} is neither a number nor a range", param_hint="--prompts")
        found.append(range(int(parts[1]), int(parts[2] or parts[1]) + 1))
    return found


def _report(plan: Plan) -> str:
    left = f", {plan.beyond} more beyond the budget" if plan.beyond else ""
    waiting = f", {len(plan.under_way)} under way" if plan.under_way else ""
    cost = _money(plan.costs) or "nothing"
    return f"{plan.there} images are there{waiting}; {len(plan.gaps)} to paint{left}, for {cost} at the most"


def _agreed(plan: Plan, *, yes: bool) -> bool:
    return yes or not any(plan.costs.values()) or click.confirm("Paint them?", err=True)


def _money(costs: Mapping[str, float]) -> str:
    return " + ".join(f"{amount:g} {currency}" for currency, amount in sorted(costs.items()) if amount)


def _show(plan: Plan, filled: Filled | None, *, as_json: bool) -> None:
    if as_json:
        show_json(_shape(plan, filled))
    elif filled is not None:
        why = ", ".join(f"{count} {code}" for code, count in sorted(filled.failed.items()))
        failed = f"; not painted: {why}" if why else ""
        click.echo(f"painted {filled.made} images for {_money(filled.costs) or 'nothing'}{failed}")


def _shape(plan: Plan, filled: Filled | None) -> dict[str, Any]:
    known = {"there": plan.there, "under_way": len(plan.under_way), "beyond": plan.beyond}
    planned = {"planned": len(plan.gaps), "most": plan.costs}
    return {"arena": plan.arena.slug, **known, **planned, "result": asdict(filled) if filled else None}
