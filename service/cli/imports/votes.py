"""``arena import votes``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from service.arena.imports.readers.formats import LMARENA, READERS
from service.arena.imports.transactions import write_import
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import import_votes, read_votes
from service.arena.imports.votes.planning import Report
from service.arena.imports.votes.recognition import Recognition
from service.arena.services import Services
from service.cli.imports.options import file_argument, format_option, strict_option, task_option
from service.cli.imports.output import end, refused_json, show_refused
from service.cli.support import arena_option, json_option, progress_bar, run, show_json


@click.command(
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
@click.option(
    "--preset",
    metavar="NAME",
    help="The tool that wrote the file, or none; by default recognized. docs/import.md lists them.",
)
@strict_option
@click.option("--all-new", is_flag=True, help="Add rows without id and time, even if an import had the same.")
@task_option
@json_option
def votes(
    *,
    path: Path,
    slug: str,
    format_: str | None,
    maps: Sequence[str],
    filters: Sequence[str],
    preset: str | None,
    strict: bool,
    all_new: bool,
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
    other fields; rows with neither by their order. An id that comes again with another vote is refused. Votes
    are added in the order of their times, those without one last.
    """
    columns = Columns.of(maps, filters, preset=preset)
    with progress_bar() as progress:

        async def work(services: Services) -> Report:
            file = read_votes(path, columns, services.secret, format_=format_, progress=progress)
            return await write_import(
                services.database,
                lambda session: import_votes(
                    session, file, slug, task=task, strict=strict, all_new=all_new, progress=progress
                ),
                once=True,
            )

        report = run(work)
    if as_json:
        show_json(_votes_json(report))
    else:
        _show(report)
    end(report)


def _show(report: Report) -> None:
    span = f" at {report.positions[0]} to {report.positions[1]}" if report.positions else ""
    click.echo(f"{report.accepted} votes added{span}, {_known(report)} were already there")
    click.echo(f"{report.filtered} rows filtered out, {report.voided} void, {len(report.rejected)} refused")
    for note in report.recognition.notes:
        click.echo(note, err=True)
    show_refused(report.rejected)


def _known(report: Report) -> int:
    """Return how many votes the arena had before the import."""
    return report.duplicates - report.recognition.repeated


def _votes_json(report: Report) -> dict[str, object]:
    return {
        "accepted": report.accepted,
        "duplicates": report.duplicates,
        "rejected": refused_json(report.rejected),
        "positions": report.positions,
        "filtered": report.filtered,
        "voided": report.voided,
        **_recognition_json(report.recognition),
    }


def _recognition_json(found: Recognition) -> dict[str, object]:
    return {**asdict(found), "not_an_id": found.not_an_id and found.not_an_id._asdict()}
