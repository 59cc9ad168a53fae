"""``arena leaderboard``: a board in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from service.api import board_shapes
from service.arena.boards import boards
from service.arena.boards.boards import Board
from service.arena.boards.point_in_time import parse_at
from service.arena.catalog.resolving import axis_of
from service.arena.services import Services
from service.domain.boards import MIN_VOTES
from service.cli.support import arena_option, json_option, run, show_json, table

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

HEADER = ("rank", "of", "model", "score", "mu", "sigma", "votes", "won", "BT", "95 %")


_OPTIONS = (
    arena_option,
    click.option("--theme", metavar="T", help="Only votes on prompts of this theme."),
    click.option("--language", metavar="L", help="Only votes on prompts in this language."),
    click.option(
        "--min-votes",
        default=MIN_VOTES,
        show_default=True,
        type=click.IntRange(1),
        help="Votes to be ranked.",
    ),
    click.option("--at", metavar="POSITION|DATE", help="The board of then."),
)


def board_options(command: Decorated) -> Decorated:
    """Give a command the options that say which board is meant."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_board(
    *, slug: str, theme: str | None, language: str | None, min_votes: int, at: str | None
) -> Board:
    """Return the board that the options mean."""

    async def work(services: Services) -> Board:
        return await boards.leaderboard(services, slug, axis_of(theme, language), min_votes, parse_at(at))

    return run(work)


@click.command(epilog="Example: arena leaderboard --arena text-to-image --theme people --language en")
@board_options
@json_option
def leaderboard(*, as_json: bool, **chosen: Any) -> None:
    """Show who is ranked where, by the conservative score."""
    board = read_board(**chosen)
    if as_json:
        show_json(board_shapes.board(board))
        return
    click.echo(f"{board.arena.name}, {board.axis.label}: {board.votes} votes")
    click.echo(table(HEADER, _rows(board)) if board.ranked else "nobody is ranked yet")
    for standing in board.unranked:
        click.echo(f"{standing.model} needs {standing.needs(board.min_votes)} more")
    for found in board.disagreements:
        click.echo(found.detail)


def _rows(board: Board) -> list[tuple[str, ...]]:
    return [
        (
            str(ranked.rank),
            f"{interval.rank_low}–{interval.rank_high}",
            ranked.standing.model,
            f"{ranked.standing.score:.2f}",
            f"{ranked.standing.mu:.2f}",
            f"{ranked.standing.sigma:.2f}",
            str(ranked.standing.votes),
            f"{ranked.standing.win_rate or 0:.0%}",
            f"{interval.rating:.0f}",
            f"{interval.low:.0f}–{interval.high:.0f}",
        )
        for ranked, interval in board.ranked
    ]
