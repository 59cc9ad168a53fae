"""``arena export``: write votes and leaderboards to files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from service.api.schemas.boards import LeaderboardOut
from service.arena.boards import columns
from service.arena.boards.boards import Board
from service.arena.votes import log
from service.arena.votes.exports import FORMATS, TargetError, export_votes
from service.cli.leaderboard import board_options, read_board
from service.cli.support import arena_option, json_option, progress_bar, run, show_json

BOARD_FORMATS = ("csv", "ndjson", "parquet", "json")

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

output_option = click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write. Default: standard output.",
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
@format_option(*FORMATS)
@output_option
@json_option
def votes(*, slug: str, format_: str, output: Path | None, as_json: bool) -> None:
    """Write an arena's votes in log order, for `arena import votes` to read again.

    The file does not say who voted. Void votes are marked, and the import skips them. The format lmarena
    leaves them out.
    """
    _check(output, format_, as_json=as_json)
    with _target(output) as target, progress_bar() as progress:
        try:
            count = run(
                lambda services: services.database.read(export_votes, slug, format_, target, progress)
            )
        except TargetError as error:
            raise error.reason from None
    _report(output, {"votes": count}, as_json=as_json)


@exports.command(epilog="Example: arena export leaderboard --arena t2i --language en --output board.csv")
@board_options
@format_option(*BOARD_FORMATS)
@output_option
@json_option
def leaderboard(*, format_: str, output: Path | None, as_json: bool, **chosen: Any) -> None:
    """Write a leaderboard: its ranked models, or, as json, the API's response."""
    _check(output, format_, as_json=as_json)
    board = read_board(**chosen)
    with _target(output) as target:
        target.write(_encoded(board, format_))
    _report(output, {"models": len(board.ranked)}, as_json=as_json)


def _encoded(board: Board, format_: str) -> bytes:
    if format_ == "json":
        return (
            json.dumps(LeaderboardOut.of(board).model_dump(), ensure_ascii=False, indent=2).encode() + b"\n"
        )
    return log.encode(columns.table(board), format_, columns.NAMES, columns.NULLABLE)


def _check(output: Path | None, format_: str, *, as_json: bool) -> None:
    if output is None and as_json:
        raise click.UsageError("--json reports on the file of --output; name one with --output")
    if output is None and format_ == "parquet" and sys.stdout.isatty():
        raise click.UsageError("parquet cannot be shown in a terminal; name a file with --output")


@contextmanager
def _target(output: Path | None) -> Iterator[BinaryIO]:
    """Yield the stream to write to.

    A file appears under its name once it is complete. An existing one stays until then.
    """
    if output is None:
        yield sys.stdout.buffer
        return
    draft = output.with_name(f"{output.name}.part")
    try:
        with draft.open("wb") as file:
            yield file
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)


def _report(output: Path | None, counts: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        show_json({**counts, "output": str(output)})
    elif output is not None:
        words = ", ".join(f"{count} {what}" for what, count in counts.items())
        click.echo(f"{words} written to {output}", err=True)
