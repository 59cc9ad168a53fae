"""``arena export``: write votes and leaderboards to files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from service.api.schemas.boards import LeaderboardOut
from service.api.schemas.tables import board_frame
from service.arena.boards.boards import Board
from service.arena.tables.encoding import encode
from service.arena.votes.datasets.exporting import PLACES, export_dataset
from service.arena.votes.exports import FORMATS, Exported, export_votes
from service.blobs.outputs import STANDARD_OUTPUT, is_standard_output, open_output
from service.cli.leaderboard import board_options, read_board
from service.cli.support import arena_option, json_option, progress_bar, run, show_json

BOARD_FORMATS = ("csv", "ndjson", "parquet", "json")

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

output_option = click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(allow_dash=True),
    default=STANDARD_OUTPUT,
    help="The file to write; - is standard output, the default.",
)


def format_option(*choices: str) -> Callable[[Decorated], Decorated]:
    """Return the option that selects the format."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="The file format.",
    )


@click.group("export")
def exports() -> None:
    """Write votes or a leaderboard to a file."""


@exports.command(epilog="Example: arena export votes --arena t2i --format parquet --output votes.parquet")
@arena_option
@format_option(*FORMATS, *PLACES)
@output_option
@json_option
def votes(*, slug: str, format_: str, output: str, as_json: bool) -> None:
    """Write an arena's votes in log order, for `arena import votes` and other tools to read.

    The output does not say who voted. Void votes are marked, and the import skips them.

    lmarena is for LMArena's notebooks. dpo, pickapic and huggingface write a folder with images, which
    --output names. These four leave out void votes and what else they cannot have, and say how many.
    """
    _check(output, format_, as_json=as_json)
    if format_ in PLACES:
        with progress_bar() as progress:
            done = run(lambda services: export_dataset(services, slug, format_, output, progress))
        _report_votes(output, done, as_json=as_json)
        return
    with open_output(output) as target, progress_bar() as progress:
        done = run(lambda services: services.database.read(export_votes, slug, format_, target, progress))
    _report_votes(output, done, as_json=as_json)


@exports.command(epilog="Example: arena export leaderboard --arena t2i --language en --output board.csv")
@board_options
@format_option(*BOARD_FORMATS)
@output_option
@json_option
def leaderboard(*, format_: str, output: str, as_json: bool, **chosen: Any) -> None:
    """Write a leaderboard: its ranked models, or, as json, the API's response."""
    _check(output, format_, as_json=as_json)
    board = read_board(**chosen)
    with open_output(output) as target:
        target.write(_encoded(board, format_))
    _report(output, {"models": len(board.ranked)}, as_json=as_json)


def _encoded(board: Board, format_: str) -> bytes:
    if format_ == "json":
        return (
            json.dumps(LeaderboardOut.of(board).model_dump(), ensure_ascii=False, indent=2).encode() + b"\n"
        )
    return encode(board_frame(board), format_)


def _check(output: str, format_: str, *, as_json: bool) -> None:
    if not is_standard_output(output):
        return
    if format_ in PLACES:
        raise click.UsageError(f"{format_} is a folder; name a new one with --output")
    if as_json:
        raise click.UsageError("--json reports on the file of --output; name one with --output")
    if format_ == "parquet" and sys.stdout.isatty():
        raise click.UsageError("parquet cannot be shown in a terminal; name a file with --output")


def _report_votes(output: str, done: Exported, *, as_json: bool) -> None:
    _report(output, {"votes": done.votes}, {"left_out": dict(done.left_out)}, as_json=as_json)
    if done.left_out and not as_json:
        reasons = ", ".join(f"{count} {reason}" for reason, count in done.left_out.items())
        click.echo(f"left out: {reasons}", err=True)


def _report(
    output: str, counts: dict[str, int], more: dict[str, object] | None = None, *, as_json: bool
) -> None:
    if as_json:
        show_json({**counts, **(more or {}), "output": output})
    elif not is_standard_output(output):
        words = ", ".join(f"{count} {what}" for what, count in counts.items())
        click.echo(f"{words} written to {output}", err=True)
