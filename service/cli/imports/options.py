"""The argument and the options that imports share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from service.arena.imports.readers.sources import STANDARD_INPUT, is_address

Decorated = TypeVar("Decorated", bound=Callable[..., object])


class Source(click.Path):
    """A file, ``-`` for standard input, or an http(s) address."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | str:
        """Return a file as a path, and everything else as it is."""
        if isinstance(value, str) and (value == STANDARD_INPUT or is_address(value)):
            return value
        return Path(os.fsdecode(super().convert(value, param, ctx)))


file_argument = click.argument(
    "path", metavar="FILE", type=Source(exists=True, dir_okay=False, path_type=Path)
)
sheet_option = click.option(
    "--sheet", metavar="NAME", help="The sheet of a spreadsheet, by its name or number; by default the first."
)
strict_option = click.option(
    "--strict", is_flag=True, help="Refuse rows with unknown names instead of creating them."
)
task_option = click.option("--task", metavar="T", help="The task of the arena if it is created.")


def format_option(*choices: str) -> Callable[[Decorated], Decorated]:
    """Return the option for a file's format."""
    text = "The file's format; by default, the one that its content or its name shows."
    return click.option("--format", "format_", type=click.Choice(choices), help=text)
