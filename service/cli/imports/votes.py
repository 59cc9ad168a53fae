"""``arena import votes``."""

from __future__ import annotations

from pathlib import Path

import click

from service.arena.imports.previews.previews import Choices, OpenedFile, open_votes, preview_votes
from service.arena.imports.readers.formats import LMARENA, READERS
from service.arena.imports.transactions import write_import
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import import_votes, read_votes
from service.arena.imports.votes.planning import Mode, Report
from service.arena.services import Services
from service.cli.imports.columns import columns_options
from service.cli.imports.options import file_argument, format_option, sheet_option, strict_option, task_option
from service.cli.imports.output import end, show_refused
from service.cli.imports.vote_reports import (
    preview_json,
    report_json,
    show_preview,
    show_report,
    show_unreadable,
)
from service.cli.support import arena_option, json_option, preview, progress_bar, run, show_json
from service.errors import Invalid


@click.command(
    epilog="Examples: arena import votes battles.json --arena t2i --filter 'model_a=*_generation'; "
    "arena import votes export.csv --arena t2i --map voter=judge --strict"
)
@file_argument
@arena_option
@format_option(*READERS, LMARENA)
@sheet_option
@strict_option
@click.option("--all-new", is_flag=True, help="Add rows without id and time, even if an import had the same.")
@click.option("--dry-run", is_flag=True, help="Show what would be added and refused; change nothing.")
@task_option
@json_option
@columns_options
def votes(
    columns: Columns,
    *,
    path: Path | str,
    slug: str,
    format_: str | None,
    sheet: str | None,
    strict: bool,
    all_new: bool,
    dry_run: bool,
    task: str | None,
    as_json: bool,
) -> None:
    """Add a file's votes to an arena and rate them. The arena is created if it does not exist.

    Fields: model_left, model_right, outcome (left, right, tie, both_bad), voter, prompt, themes (a list, or
    separated by ; | or ,), language (tag or name), voted_at (ISO 8601, or seconds, milliseconds or
    microseconds since 1970), external_id. In place of the outcome: outcome.left, outcome.right, outcome.tie
    and outcome.both_bad with a 1 each, or rank_left and rank_right.

    Other names of columns and other words need no option where they are well known, such as LMArena's
    model_a, model_b and winner, or Winner and Loser. Its judge becomes the voter only with --map voter=judge.

    Unknown models, prompts, themes and languages are created; with --strict their rows are refused.

    Importing a file again adds nothing. Votes are recognized by external_id, or else by their time and all
    other fields; rows with neither by their order. An id that comes again with another vote is refused. Votes
    are added in the order of their times, those without one last.
    """
    choices = Choices(slug, columns, task, format_, Mode(strict, all_new), sheet)
    if dry_run:
        _preview(path, choices, as_json=as_json)
        return
    with progress_bar() as progress:

        async def work(services: Services) -> Report:
            file = read_votes(
                path, choices.columns, services.secret, format_=format_, sheet=sheet, progress=progress
            )
            return await write_import(
                services.database,
                lambda session: import_votes(
                    session, file, slug, task=task, strict=strict, all_new=all_new, progress=progress
                ),
                once=True,
            )

        report = run(work)
    if as_json:
        show_json(report_json(report))
    else:
        show_report(report)
        show_refused(report.rejected)
    end(report)


def _preview(path: Path | str, choices: Choices, *, as_json: bool) -> None:
    with progress_bar() as progress:

        async def work(services: Services) -> tuple[OpenedFile, Report | None]:
            opened = open_votes(path, choices, services.secret, progress)
            if opened.votes is None:
                return opened, None
            return opened, await services.database.read(preview_votes, opened.votes, choices)

        opened, report = preview(work)
    if as_json:
        show_json(preview_json(opened, report))
    elif report is None:
        show_unreadable(opened)
    else:
        show_preview(opened, report)
    if report is None:
        raise Invalid(opened.problem)
    end(report)
