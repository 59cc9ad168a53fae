"""``arena import prompts``."""

from __future__ import annotations

from pathlib import Path

import click

from service.arena.imports.prompts import import_prompts, read_prompts
from service.arena.imports.readers.formats import READERS
from service.arena.imports.transactions import write_import
from service.cli.imports.options import file_argument, format_option, sheet_option, task_option
from service.cli.imports.output import show_added
from service.cli.support import arena_option, json_option, run


@click.command(epilog="Example: arena import prompts PartiPrompts.tsv --arena t2i")
@file_argument
@arena_option
@format_option(*READERS)
@sheet_option
@click.option(
    "--language", default="en", show_default=True, help="The language of prompts without one; '' if unknown."
)
@task_option
@json_option
def prompts(
    *,
    path: Path | str,
    slug: str,
    format_: str | None,
    sheet: str | None,
    language: str,
    task: str | None,
    as_json: bool,
) -> None:
    """Add a file's prompts to an arena. The arena is created if it does not exist.

    Columns: text (or prompt), themes, language. PartiPrompts' Prompt and Category work too.
    """
    file = read_prompts(path, language, format_=format_, sheet=sheet)
    report = run(
        lambda services: write_import(
            services.database, lambda session: import_prompts(session, file, slug, task=task)
        )
    )
    show_added("prompts", report, as_json=as_json)
