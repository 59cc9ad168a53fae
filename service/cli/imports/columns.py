"""The options that say how the fields of a vote are read from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast, get_args

import click

from service.arena.imports.votes.aliases import aliases_of
from service.arena.imports.votes.columns import Columns, Policies, UnknownLanguage

P = ParamSpec("P")
R = TypeVar("R")

_REPEATED = (
    ("maps", "--map", "OUR=THEIRS", "The file's column for a field, or the path to it, such as models[0]."),
    ("sets", "--set", "FIELD=VALUE", "The value of a field in all rows, such as outcome=left."),
    ("values", "--value", "FIELD:THEIRS=OUR", "What a word of the file means, such as outcome:a=left."),
    ("aliases", "--alias", "THEIRS=OUR", "Another name of a model; @FILE reads many (CSV or JSON)."),
    ("filters", "--filter", "COLUMN=VALUE", "Only matching rows; * stands for any text."),
)
_PRESET = "The tool that wrote the file, or none; by default recognized. docs/import.md lists them."
_FLAGS = (
    ("--no-id", "No column identifies votes, not even one whose name suggests it."),
    ("--cut-prompts", "Cut prompts that are too long, instead of refusing their votes."),
    ("--excel-dates", "Numbers such as 45405 in voted_at are days that Excel counted."),
)


def columns_options(command: Callable[Concatenate[Columns, P], R]) -> Callable[P, R]:
    """Add the options to a command, which gets what they say as its first argument.

    The command then reports what is wrong with them as it does with the file.
    """

    @wraps(command)
    def with_columns(
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        repeated = {name: cast("Sequence[str]", kwargs.pop(name)) for name, *_ in _REPEATED}
        policies = Policies(
            no_id=bool(kwargs.pop("no_id")),
            unknown_language=cast("UnknownLanguage", kwargs.pop("unknown_language")),
            cut_prompts=bool(kwargs.pop("cut_prompts")),
            excel_dates=bool(kwargs.pop("excel_dates")),
        )
        columns = Columns.of(
            repeated["maps"],
            repeated["filters"],
            sets=repeated["sets"],
            values=repeated["values"],
            aliases=aliases_of(repeated["aliases"]),
            policies=policies,
            preset=cast("str | None", kwargs.pop("preset")),
        )
        return command(columns, *args, **kwargs)

    options = [
        click.option(option, name, multiple=True, metavar=metavar, help=f"{text} Can be repeated.")
        for name, option, metavar, text in _REPEATED
    ]
    options.append(click.option("--preset", metavar="NAME", help=_PRESET))
    options += [click.option(name, is_flag=True, help=text) for name, text in _FLAGS]
    options.append(
        click.option(
            "--unknown-language",
            type=click.Choice(get_args(UnknownLanguage)),
            default="keep",
            show_default=True,
            help="For votes whose language nobody knows: keep them without a language, drop or refuse them.",
        )
    )
    for option in reversed(options):
        with_columns = option(with_columns)
    return with_columns
