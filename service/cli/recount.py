"""``arena recount``: ratings recomputed from the log, to check or repair them, or with new parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar

import click

from service.arena.archive import recounts as by_workers
from service.arena.archive.workers import processes
from service.arena.catalog import recounts
from service.arena.progress import Progress
from service.arena.recording import recount as use
from service.arena.recording import reference_check
from service.cli.support import json_option, progress_bar, run, show_json
from service.db.engine import ReadSession
from service.domain.arenas import BOTH_BAD, Arena

T = TypeVar("T")


@click.command(epilog="Examples: arena recount --check --json; arena recount --arena portraits --tau 0.05")
@click.option("--arena", "slug", metavar="A", help="Only this arena; all arenas by default.")
@click.option("--check", is_flag=True, help="Change nothing; count the stored rows that differ.")
@click.option(
    "--engine",
    type=click.Choice(("auto", "trueskill")),
    default="auto",
    show_default=True,
    help="With --check, trueskill recomputes with that package and reports the largest difference.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Fold in this many processes, from the sealed segments where there are some.",
)
@click.option("--mu", type=float, help="A new rating parameter of the arena, as are the following options.")
@click.option("--sigma", type=float)
@click.option("--beta", type=float)
@click.option("--tau", type=float)
@click.option("--draw-probability", type=float)
@click.option("--both-bad", type=click.Choice(BOTH_BAD))
@json_option
def recount(
    *,
    slug: str | None,
    check: bool,
    engine: str,
    workers: int | None,
    as_json: bool,
    **options: float | str | None,
) -> None:
    """Recompute ratings from the vote log, and store them or, with --check, compare them.

    New parameters apply to the arena from now on. Exit with 1 if a check finds a difference.
    """
    parameters = {name: value for name, value in options.items() if value is not None}
    _check_usage(slug, check=check, engine=engine, workers=workers, parameters=parameters)
    if not check:
        arenas = _recount(slug, workers, parameters)
        _show([{"arena": a.slug, "votes": a.last_position} for a in arenas], as_json=as_json)
    elif engine == "trueskill":
        comparisons = _each(slug, reference_check.compare)
        _show([asdict(one) for one in comparisons], as_json=as_json)
        _exit_unless(well=all(one.agrees for one in comparisons))
    else:
        checks = _check(slug, workers)
        _show([asdict(one) for one in checks], as_json=as_json)
        _exit_unless(well=not any(one.differences for one in checks))


def _check_usage(
    slug: str | None, *, check: bool, engine: str, workers: int | None, parameters: dict[str, float | str]
) -> None:
    if parameters and (check or slug is None):
        raise click.UsageError("new parameters need one --arena, and cannot be used with --check")
    if engine == "trueskill" and (workers or not check):
        raise click.UsageError("--engine trueskill works only with --check, and in one process")


def _each(slug: str | None, work: Callable[[ReadSession, Arena, Progress], T]) -> list[T]:
    """Return the result for each arena, all from one snapshot."""
    with progress_bar() as progress:

        def inside(session: ReadSession) -> list[T]:
            return [work(session, arena, progress) for arena in recounts.arenas_named(session, slug)]

        return run(lambda services: services.database.read(inside))


def _check(slug: str | None, workers: int | None) -> list[use.Check]:
    if workers is None:
        return _each(slug, use.check)
    with progress_bar() as progress, processes(workers) as pool:
        return run(lambda services: by_workers.check(services, pool, slug, progress))


def _recount(slug: str | None, workers: int | None, parameters: dict[str, float | str]) -> list[Arena]:
    if workers is not None:
        with progress_bar() as progress, processes(workers) as pool:
            return run(lambda services: by_workers.recount(services, pool, slug, parameters, progress))
    with progress_bar() as progress:
        return run(
            lambda services: services.database.write(recounts.recount_named, slug, parameters, progress)
        )


def _show(results: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        show_json({"arenas": results})
        return
    for one in results:
        rest = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in one.items() if key != "arena")
        click.echo(f"{one['arena']}: {rest}")


def _exit_unless(*, well: bool) -> None:
    if not well:
        raise click.exceptions.Exit(1)
