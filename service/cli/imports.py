"""``arena import``: votes, prompts, images and models from files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from service.arena.imports.image_manifests import read_images
from service.arena.imports.images import ImageReport, import_images
from service.arena.imports.models import ModelReport, import_models, read_models
from service.arena.imports.offers import import_offers, read_prices
from service.arena.imports.prompts import PromptReport, import_prompts, read_prompts
from service.arena.imports.readers.formats import LMARENA, READERS
from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import Report, import_votes, read_votes
from service.arena.services import Services
from service.cli.support import arena_option, json_option, progress_bar, run, show_json
from service.domain import clock

_SHOWN = 20

Decorated = TypeVar("Decorated", bound=Callable[..., object])

file_argument = click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


def format_option(*choices: str) -> Callable[[Decorated], Decorated]:
    """Return the option for a file's format."""
    text = "The file's format; by default the ending of its name."
    return click.option("--format", "format_", type=click.Choice(choices), help=text)


task_option = click.option("--task", metavar="T", help="The task of the arena if it is created.")


@click.group("import")
def imports() -> None:
    """Import votes, prompts, images or models from a file."""


@imports.command(
    epilog="Examples: arena import votes battles.json --arena t2i --filter 'model_a=*_generation'; "
    "arena import votes export.csv --arena t2i --map voter=judge --strict"
)
@file_argument
@arena_option
@format_option(*READERS, LMARENA)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="OUR=THEIRS",
    help="The file's column for a field; can be repeated.",
)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Only matching rows; * stands for any text; can be repeated.",
)
@click.option("--strict", is_flag=True, help="Refuse rows with unknown names instead of creating them.")
@task_option
@json_option
def votes(
    *,
    path: Path,
    slug: str,
    format_: str | None,
    maps: Sequence[str],
    filters: Sequence[str],
    strict: bool,
    task: str | None,
    as_json: bool,
) -> None:
    """Add a file's votes to an arena and rate them. The arena is created if it does not exist.

    Fields: model_left, model_right, outcome (left, right, tie, both_bad), voter, prompt, themes (separated
    by ;), language (tag or English name), voted_at (ISO 8601, or seconds since 1970), external_id.

    LMArena's columns work too: model_a, model_b, winner, tstamp, question_id. Its judge becomes the voter
    only with --map voter=judge.

    Unknown models, prompts, themes and languages are created; with --strict their rows are refused.

    Importing a file again adds nothing. Votes are recognized by external_id, or else by their time and all
    other fields; a file without either is recognized as a whole.
    """
    columns = Columns.of(maps, filters)
    with progress_bar() as progress:

        async def work(services: Services) -> Report:
            file = read_votes(path, columns, services.secret, format_=format_, progress=progress)
            return await services.database.write_once(
                import_votes, file, slug, task=task, strict=strict, progress=progress
            )

        report = run(work)
    if as_json:
        show_json(_votes_json(report))
        return
    span = f" at {report.positions[0]} to {report.positions[1]}" if report.positions else ""
    click.echo(f"{report.accepted} votes added{span}, {report.duplicates} were already there")
    click.echo(f"{report.filtered} rows filtered out, {report.voided} void, {len(report.rejected)} refused")
    _show_refused(report.rejected)


@imports.command(epilog="Example: arena import prompts PartiPrompts.tsv --arena t2i")
@file_argument
@arena_option
@format_option(*READERS)
@click.option(
    "--language", default="en", show_default=True, help="The language of prompts without one; '' if unknown."
)
@task_option
@json_option
def prompts(
    *, path: Path, slug: str, format_: str | None, language: str, task: str | None, as_json: bool
) -> None:
    """Add a file's prompts to an arena. The arena is created if it does not exist.

    Columns: text (or prompt), themes, language. PartiPrompts' Prompt and Category work too.
    """
    file = read_prompts(path, language, format_=format_)
    report = run(lambda services: services.database.write(import_prompts, file, slug, task=task))
    _show_added("prompts", report, as_json=as_json)


@imports.command(
    epilog="Examples: arena import images manifest.csv --arena t2i; "
    "arena import images my-images/ --arena t2i"
)
@click.argument("path", metavar="PLACE", type=click.Path(exists=True, path_type=Path))
@arena_option
@format_option(*READERS)
@click.option("--strict", is_flag=True, help="Refuse rows with unknown names instead of creating them.")
@task_option
@json_option
def images(
    *, path: Path, slug: str, format_: str | None, strict: bool, task: str | None, as_json: bool
) -> None:
    """Add images from a manifest, or from a folder laid out prompt/model.png.

    The arena is created if it does not exist. Columns: model; prompt (its text) or prompt_id; path (relative
    to the manifest) or url; themes and language, if the prompt is new or several prompts have its text.

    In a folder laid out like my-images/a red fox/photon-flash-1.png, the prompt is the name of the inner
    folder, or the text in its prompt.txt.

    Unknown models and prompts are created; with --strict their rows are refused. Images are added a few at a
    time: importing again adds what is missing and repairs what was damaged.
    """
    file = read_images(path, format_=format_)
    with progress_bar() as progress:

        async def work(services: Services) -> ImageReport:
            return await import_images(services, file, slug, task=task, strict=strict, progress=progress)

        report = run(work)
    _show_added("images", report, as_json=as_json)


@imports.command(
    epilog="Examples: arena import models lmarena_image.csv; arena import models prices.json --only-known"
)
@file_argument
@click.option("--only-known", is_flag=True, help="Import prices only for models that exist.")
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day on which the prices are valid; today by default.",
)
@json_option
def models(*, path: Path, only_known: bool, valid_from: datetime | None, as_json: bool) -> None:
    """Add models from a table of a leaderboard, or models and prices from litellm's JSON file.

    A table has the column model, and optionally organization, license and url. Known facts are never
    overwritten. Prices that were withdrawn before today are left out.
    """
    today = clock.day_text(clock.now() // clock.DAY)
    if path.suffix.lower() == ".json":
        since = valid_from.date().isoformat() if valid_from else today
        _import_prices(path, today, since, only_known=only_known, as_json=as_json)
    elif only_known or valid_from:
        raise click.UsageError("--only-known and --valid-from work only with prices, which are a JSON file")
    else:
        _import_models(path, as_json=as_json)


def _show_added(what: str, report: PromptReport | ImageReport, *, as_json: bool) -> None:
    if as_json:
        counts = {"accepted": report.accepted, "duplicates": report.duplicates}
        show_json({**counts, "rejected": _refused_json(report.rejected)})
        return
    click.echo(f"{report.accepted} {what} added, {report.duplicates} were already there")
    _show_refused(report.rejected)


def _import_models(path: Path, *, as_json: bool) -> None:
    entries, refused = read_models(path)
    report = run(lambda services: services.database.write(import_models, entries))
    if as_json:
        show_json({"models": asdict(report), "rejected": _refused_json(refused)})
        return
    click.echo(_in_words(report))
    _show_refused(refused)


def _import_prices(path: Path, today: str, since: str, *, only_known: bool, as_json: bool) -> None:
    file = read_prices(path, today)
    report = run(lambda services: services.database.write(import_offers, file, since, only_known=only_known))
    if as_json:
        offers = {"created": report.created, "duplicates": report.duplicates}
        rejected = _refused_json(report.rejected)
        show_json({"models": asdict(report.models), "offers": offers, "rejected": rejected})
        return
    click.echo(_in_words(report.models))
    click.echo(f"{report.created} offers added, {report.duplicates} were already there")
    _show_refused(report.rejected)


def _in_words(report: ModelReport) -> str:
    return f"{report.created} models added, {report.completed} completed, {report.unchanged} unchanged"


def _votes_json(report: Report) -> dict[str, object]:
    return {
        "accepted": report.accepted,
        "duplicates": report.duplicates,
        "rejected": _refused_json(report.rejected),
        "positions": report.positions,
        "filtered": report.filtered,
        "voided": report.voided,
    }


def _refused_json(refused: Sequence[Refused]) -> list[dict[str, object]]:
    return [one._asdict() for one in refused]


def _show_refused(refused: Sequence[Refused]) -> None:
    for line, detail in refused[:_SHOWN]:
        click.echo(f"line {line}: {detail}", err=True)
    if len(refused) > _SHOWN:
        click.echo(f"… and {len(refused) - _SHOWN} more; --json lists them all", err=True)
