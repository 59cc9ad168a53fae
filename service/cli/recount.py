"""``arena recount``: the log folded again, to check, to repair, or with other parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import click

from service.arena.catalog import recounts
from service.arena.progress import Progress
from service.arena.recording import recount as use
from service.arena.recording import reference_check
from service.cli.support import json_option, progress_bar, run, show_json
from service.db.engine import ReadSession
from service.domain.arenas import BOTH_BAD, Arena

T = TypeVar("T")


@click.command(epilog="Examples: arena recount --check --json; arena recount --arena portraits --tau 0.05")
@click.option("--arena", "slug", metavar="A", help="Only this arena; all of them where missing.")
@click.option("--check", is_flag=True, help="Change nothing; count the stored rows that differ.")
@click.option(
    "--engine",
    type=click.Choice(("auto", "trueskill")),
    default="auto",
    show_default=True,
    help="With --check, trueskill folds the log through that package and reports the largest difference.",
)
@click.option("--mu", type=float, help="A new parameter of the arena, as are the following.")
@click.option("--sigma", type=float)
@click.option("--beta", type=float)
@click.option("--tau", type=float)
@click.option("--draw-probability", type=float)
@click.option("--both-bad", type=click.Choice(BOTH_BAD))
@json_option
def recount(*, slug: str | None, check: bool, engine: str, as_json: bool, **given: Any) -> None:
    """Fold the log again: compare with what is stored, or store what comes out.

    With parameters, the arena rates by them from now on. Exits 1 where a check finds a difference.
    """
    parameters = {name: value for name, value in given.items() if value is not None}
    _check_usage(slug, check=check, engine=engine, parameters=parameters)
    if not check:
        _show(
            [{"arena": a.slug, "votes": a.last_position} for a in _recount(slug, parameters)], as_json=as_json
        )
    elif engine == "trueskill":
        opinions = _each(slug, reference_check.compare)
        _show([asdict(opinion) for opinion in opinions], as_json=as_json)
        _exit_unless(well=all(opinion.agrees for opinion in opinions))
    else:
        found = _each(slug, use.check)
        _show([asdict(one) for one in found], as_json=as_json)
        _exit_unless(well=not any(one.differences for one in found))


def _check_usage(slug: str | None, *, check: bool, engine: str, parameters: dict[str, Any]) -> None:
    if parameters and (check or slug is None):
        raise click.UsageError("parameters are changed for one --arena, and not with --check")
    if engine == "trueskill" and not check:
        raise click.UsageError("--engine trueskill only checks: add --check")


def _each(slug: str | None, work: Callable[[ReadSession, Arena, Progress], T]) -> list[T]:
    """Return what the work returns for each arena, all in one snapshot."""
    with progress_bar() as progress:

        def inside(session: ReadSession) -> list[T]:
            return [work(session, arena, progress) for arena in recounts.arenas_named(session, slug)]

        return run(lambda services: services.database.read(inside))


def _recount(slug: str | None, parameters: dict[str, Any]) -> list[Arena]:
    with progress_bar() as progress:
        return run(
            lambda services: services.database.write(recounts.recount_named, slug, parameters, progress)
        )


def _show(found: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        show_json({"arenas": found})
        return
    for one in found:
        rest = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in one.items() if key != "arena")
        click.echo(f"{one['arena']}: {rest}")


def _exit_unless(*, well: bool) -> None:
    if not well:
        raise click.exceptions.Exit(1)
