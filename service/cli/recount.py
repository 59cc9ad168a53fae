"""``arena recount``: ratings recomputed from the log, to check or repair them, or with new parameters."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from typing import TypeVar

import click

from service.arena.archive import recounts as by_workers
from service.arena.archive.ray_workers import SCHEME, cluster
from service.arena.archive.workers import Workers, processes
from service.arena.boards.refits import checking
from service.arena.catalog import recounts
from service.arena.progress import Progress
from service.arena.recording import recount as use
from service.arena.recording import reference_check
from service.arena.recording.redating import Redated
from service.cli.support import json_option, progress_bar, run, show_json
from service.db.engine import ReadSession
from service.domain.arenas import BOTH_BAD, Arena

T = TypeVar("T")

Pool = AbstractContextManager[Workers]
"""Workers that are started on entering and stopped on leaving."""


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
@click.option(
    "--on",
    "cluster_url",
    metavar="ray://HOST:PORT",
    help="Fold on this Ray cluster, with as many workers as it has cores, or --workers.",
)
@click.option(
    "--redate",
    is_flag=True,
    help="First give votes that are dated in the future the time of the votes before them.",
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
    cluster_url: str | None,
    redate: bool,
    as_json: bool,
    **options: float | str | None,
) -> None:
    """Recompute ratings from the vote log, and store them or, with --check, compare them.

    New parameters apply to the arena from now on. Exit with 1 if a check finds a difference.
    """
    parameters = {name: value for name, value in options.items() if value is not None}
    _check_usage(slug, check=check, engine=engine, parameters=parameters)
    pool = _pool(workers, cluster_url)
    if redate:
        if check or parameters or pool:
            raise click.UsageError("--redate works only with --arena")
        _show([one._asdict() for one in _redate(slug)], as_json=as_json)
        return
    if engine == "trueskill" and pool:
        raise click.UsageError("--engine trueskill works only in one process")
    if not check:
        arenas = _recount(slug, pool, parameters)
        _show([{"arena": a.slug, "votes": a.last_position} for a in arenas], as_json=as_json)
    elif engine == "trueskill":
        comparisons = _each(slug, reference_check.compare)
        _show([asdict(one) for one in comparisons], as_json=as_json)
        _exit_unless(well=all(one.agrees for one in comparisons))
    else:
        checks = _check(slug, pool)
        _show([asdict(one) for one in checks], as_json=as_json)
        _exit_unless(well=not any(one.differences for one in checks))


def _check_usage(slug: str | None, *, check: bool, engine: str, parameters: dict[str, float | str]) -> None:
    if parameters and (check or slug is None):
        raise click.UsageError("new parameters need one --arena, and cannot be used with --check")
    if engine == "trueskill" and not check:
        raise click.UsageError("--engine trueskill works only with --check")


def _pool(workers: int | None, cluster_url: str | None) -> Pool | None:
    """Return the workers that the options name, not started yet, or None for this process alone."""
    if cluster_url is None:
        return processes(workers) if workers else None
    if not cluster_url.startswith(SCHEME):
        raise click.UsageError(f"--on needs the address of a Ray cluster, such as {SCHEME}10.0.0.7:10001")
    return cluster(cluster_url, workers)


def _each(slug: str | None, work: Callable[[ReadSession, Arena, Progress], T]) -> list[T]:
    """Return the result for each arena, all from one snapshot."""
    with progress_bar() as progress:

        def inside(session: ReadSession) -> list[T]:
            return [work(session, arena, progress) for arena in recounts.arenas_named(session, slug)]

        return run(lambda services: services.database.read(inside))


def _check(slug: str | None, pool: Pool | None) -> list[use.Check]:
    if pool is None:
        return _each(slug, _check_all)
    with progress_bar() as progress, pool as workers:
        checks = run(lambda services: by_workers.check(services, workers, slug, progress))
    return list(map(_with_refits, checks, _each(slug, checking.differences)))


def _check_all(session: ReadSession, arena: Arena, progress: Progress) -> use.Check:
    return _with_refits(use.check(session, arena, progress), checking.differences(session, arena, progress))


def _with_refits(check: use.Check, differences: int) -> use.Check:
    return replace(check, differences=check.differences + differences)


def _recount(slug: str | None, pool: Pool | None, parameters: dict[str, float | str]) -> list[Arena]:
    if pool is not None:
        with progress_bar() as progress, pool as workers:
            return run(lambda services: by_workers.recount(services, workers, slug, parameters, progress))
    with progress_bar() as progress:
        return run(
            lambda services: services.database.write(recounts.recount_named, slug, parameters, progress)
        )


def _redate(slug: str | None) -> list[Redated]:
    with progress_bar() as progress:
        return run(lambda services: services.database.write(recounts.redate_named, slug, progress))


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
