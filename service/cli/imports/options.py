"""The argument and the options that imports share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., object])

file_argument = click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
strict_option = click.option(
    "--strict", is_flag=True, help="Refuse rows with unknown names instead of creating them."
)
task_option = click.option("--task", metavar="T", help="The task of the arena if it is created.")


def format_option(*choices: str) -> Callable[[Decorated], Decorated]:
    """Return the option for a file's format."""
    text = "The file's format; by default the ending of its name."
    return click.option("--format", "format_", type=click.Choice(choices), help=text)
