"""``arena leaderboard``: a leaderboard in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from service.api.schemas.boards import LeaderboardOut
from service.arena.boards import boards
from service.arena.boards.boards import Board
from service.arena.boards.columns import TERMINAL_COLUMNS
from service.arena.boards.point_in_time import parse_at
from service.arena.boards.refits.computing import prepare
from service.arena.catalog.resolving import axis_of
from service.arena.services import Services
from service.cli.support import arena_option, json_option, run, show_json, table
from service.domain.boards import CURRENCY, MIN_VOTES, Cost, NeighborPair, VotesNeeded

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_OPTIONS = (
    arena_option,
    click.option("--theme", metavar="T", help="Only votes on prompts of this theme."),
    click.option("--language", metavar="L", help="Only votes on prompts in this language."),
    click.option(
        "--min-votes",
        default=MIN_VOTES,
        show_default=True,
        type=click.IntRange(1),
        help="Votes a model needs to be ranked.",
    ),
    click.option("--no-retired", is_flag=True, help="Leave out retired models."),
    click.option(
        "--order",
        type=click.Choice(boards.ORDERS),
        default=boards.ORDERS[0],
        show_default=True,
        help="By score, or by the pooled rating, which is computed if a server has not done so.",
    ),
    click.option("--at", metavar="POSITION|DATE", help="The leaderboard at that position or date."),
)


def board_options(command: Decorated) -> Decorated:
    """Add the options that select a leaderboard to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_board(
    *,
    slug: str,
    theme: str | None,
    language: str | None,
    min_votes: int,
    no_retired: bool,
    order: str,
    at: str | None,
) -> Board:
    """Return the leaderboard that the options select."""

    async def work(services: Services) -> Board:
        axis = axis_of(theme, language)
        if order != boards.ORDERS[0]:
            await prepare(services, slug)
        return await boards.leaderboard(
            services, slug, axis, min_votes, parse_at(at), retired=not no_retired, order=order
        )

    return run(work)


@click.command(epilog="Example: arena leaderboard --arena text-to-image --theme people --language en")
@board_options
@json_option
def leaderboard(*, as_json: bool, **chosen: Any) -> None:
    """Show a leaderboard, ordered by score or by pooled rating."""
    board = read_board(**chosen)
    if as_json:
        show_json(LeaderboardOut.of(board).model_dump())
        return
    click.echo(f"{board.arena.name}, {board.axis.label}: {board.votes} votes")
    click.echo(_table(board) if board.ranked else "no models ranked yet")
    for standing in board.unranked:
        likely = board.inferred.get(standing.model)
        inferred = (
            f"; likely {likely.rating:.0f} ({likely.low:.0f}–{likely.high:.0f}), inferred" if likely else ""
        )
        click.echo(f"{standing.model} needs {standing.needs(board.min_votes)} more{inferred}")
    for number, group in enumerate(board.components, 1):
        click.echo(f"group {number} (never compared with the others): {', '.join(group)}")
    if board.claims.neighbors:
        click.echo(_claims_text(board))
    for disagreement in board.disagreements:
        click.echo(disagreement.detail)
    if board.ranked:
        click.echo(board.basis.sentence)
    if board.limits:
        click.echo(board.limits.sentence)


def _table(board: Board) -> str:
    rows = [[column.text(entry) for column in TERMINAL_COLUMNS] for entry in board.ranked]
    return table([column.header for column in TERMINAL_COLUMNS], rows)


def _claims_text(board: Board) -> str:
    """Return how much of a leaderboard is decided, and what deciding its first place takes."""
    first, ranked = board.claims.neighbors[0], len(board.ranked)
    decided = f"{board.claims.pairs} of {ranked * (ranked - 1) // 2} pairs are decided"
    return decided if first.better is not None or first.votes_needed is None else f"{decided}; {needs(first)}"


def needs(pair: NeighborPair) -> str:
    """Return what more votes it takes to decide a pair that is not decided, in words."""
    needed, cost = pair.votes_needed, pair.cost
    if needed is None or needed.low is None:
        return f"more votes like these do not decide between {pair.above} and {pair.below}"
    price = f", {_range(cost)} {CURRENCY}" if cost else ""
    return f"{pair.above} or {pair.below} takes {_range(needed)} more votes{price}"


def _range(numbers: VotesNeeded | Cost) -> str:
    likely, low, high = ("" if one is None else f"{one:,}" for one in numbers)
    return f"about {likely} ({low} {f'to {high}' if high else 'or more'})" if likely else f"at least {low}"
