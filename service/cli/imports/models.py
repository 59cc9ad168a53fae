"""``arena import models``: models and prices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from service.arena.imports.models import ModelReport, import_models, models_in
from service.arena.imports.offers import are_prices, import_offers, prices_in
from service.arena.imports.readers.formats import READERS
from service.arena.imports.readers.tables import Table, open_table
from service.arena.imports.transactions import write_import
from service.cli.imports.options import file_argument, format_option, sheet_option
from service.cli.imports.output import end, refused_json, show_refused
from service.cli.support import json_option, run, show_json
from service.domain import clock


@click.command(
    epilog="Examples: arena import models lmarena_image.csv; arena import models prices.json --only-known"
)
@file_argument
@format_option(*READERS)
@sheet_option
@click.option("--only-known", is_flag=True, help="Import prices only for models that exist.")
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day on which the prices are valid; today by default.",
)
@json_option
def models(
    *,
    path: Path | str,
    format_: str | None,
    sheet: str | None,
    only_known: bool,
    valid_from: datetime | None,
    as_json: bool,
) -> None:
    """Add models from a table of a leaderboard, or models and prices from litellm's JSON file.

    A table has the column model, and optionally organization, license and url. Known facts are never
    overwritten. Prices that were withdrawn before today are left out.
    """
    today = clock.day_text(clock.now() // clock.DAY)
    table = open_table(path, format_, sheet=sheet)
    if are_prices(table):
        since = valid_from.date().isoformat() if valid_from else today
        _import_prices(table, today, since, only_known=only_known, as_json=as_json)
    elif only_known or valid_from:
        raise click.UsageError("--only-known and --valid-from work only with prices, which are a JSON file")
    else:
        _import_models(table, as_json=as_json)


def _import_models(table: Table, *, as_json: bool) -> None:
    entries, refused = models_in(table)
    report = run(
        lambda services: write_import(services.database, lambda session: import_models(session, entries))
    )
    if as_json:
        show_json({"models": asdict(report), "rejected": refused_json(refused)})
    else:
        click.echo(_in_words(report))
        show_refused(refused)
    end(report)


def _import_prices(table: Table, today: str, since: str, *, only_known: bool, as_json: bool) -> None:
    file = prices_in(table, today)
    report = run(
        lambda services: write_import(
            services.database, lambda session: import_offers(session, file, since, only_known=only_known)
        )
    )
    if as_json:
        offers = {"created": report.created, "duplicates": report.duplicates}
        rejected = refused_json(report.rejected)
        show_json({"models": asdict(report.models), "offers": offers, "rejected": rejected})
    else:
        click.echo(_in_words(report.models))
        click.echo(f"{report.created} offers added, {report.duplicates} were already there")
        show_refused(report.rejected)
    end(report)


def _in_words(report: ModelReport) -> str:
    return f"{report.created} models added, {report.completed} completed, {report.unchanged} unchanged"
