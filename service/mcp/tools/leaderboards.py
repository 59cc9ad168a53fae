"""Which arenas there are, who leads, and who is best for a purpose."""

from __future__ import annotations

from statistics import median
from typing import Annotated

from pydantic import Field

from service.mcp import shapes
from service.mcp.answers import ArenaAbout, Arenas, Leaderboard, RatedModel, Recommendation
from service.mcp.boards import Board, axes_of, read_board
from service.mcp.instance import Instance, Reader
from service.mcp.tools.parameters import (
    Arena,
    At,
    CommercialUse,
    Language,
    Limit,
    MaxPrice,
    OpenWeights,
    Theme,
)
from service.mcp.words import counted, dollars, listed, placed

_MOST = 1_000


class LeaderboardTools:
    """Tools that read leaderboards."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    async def list_arenas(self) -> Arenas:
        """List the arenas, with the themes and languages that can be asked about, and who leads."""
        async with self._instance.open() as reader:
            found, _ = await reader.read(shapes.ArenaList, "arenas", query={"limit": _MOST})
            about = [await _about(reader, one) for one in found.items]
        names = [f"{one.arena} ({one.task}, {counted(one.votes, 'vote')})" for one in about]
        return Arenas(summary=f"Arenas: {listed(names, _MOST)}.", arenas=about)

    async def leaderboard(
        self,
        *,
        arena: Arena = None,
        theme: Theme = None,
        language: Language = None,
        at: At = None,
        limit: Limit = 10,
    ) -> Leaderboard:
        """Rank models by what people voted for, overall or for a theme and language, now or in the past."""
        async with self._instance.open() as reader:
            board = await read_board(reader, arena, theme, language, at)
        return Leaderboard(
            summary=_leading(board),
            models=board.models[:limit],
            left_out=max(0, len(board.models) - limit),
            evidence=board.evidence,
        )

    async def best_for(
        self,
        *,
        theme: Theme = None,
        language: Language = None,
        arena: Arena = None,
        max_price: MaxPrice = None,
        cheap: Annotated[
            bool, Field(description="Only models that cost at most the median price of those ranked here.")
        ] = False,
        commercial_use: CommercialUse = False,
        open_weights: OpenWeights = False,
    ) -> Recommendation:
        """Find the best model for a purpose within a budget, and say how sure that is."""
        async with self._instance.open() as reader:
            board = await read_board(reader, arena, theme, language)
            licensed = await _licensed(reader, commercial=commercial_use, weights=open_weights)
        most = _most(board, max_price, cheap=cheap)
        chosen = [
            one
            for one in board.models
            if (licensed is None or one.model in licensed)
            and (most is None or (one.price is not None and one.price <= most))
        ]
        return _recommended(board, chosen, most)


def _most(board: Board, max_price: float | None, *, cheap: bool) -> float | None:
    """Return the most that an image may cost, None without a limit."""
    prices = [one.price for one in board.models if one.price is not None]
    limits = [] if max_price is None else [max_price]
    if cheap:
        limits.append(median(prices) if prices else 0)
    return min(limits, default=None)


async def _about(reader: Reader, arena: shapes.Arena) -> ArenaAbout:
    axes, source = await reader.read(shapes.AxisList, "arenas", arena.slug, "axes")
    themes, languages = axes_of(axes)
    overall = next((one for one in axes.items if not one.theme and not one.language), None)
    leader = overall and (overall.likely_leader or overall.leader)
    return ArenaAbout(
        arena=arena.slug,
        name=arena.name,
        task=arena.task,
        votes=arena.votes,
        revision=arena.revision,
        simulated_votes=arena.simulated_votes,
        leader=leader.model if leader else None,
        themes=themes,
        languages=languages,
        source=source,
    )


async def _licensed(reader: Reader, *, commercial: bool, weights: bool) -> set[str] | None:
    """Return the models whose license allows what is wanted; None if nothing is."""
    if not (commercial or weights):
        return None
    found: set[str] = set()
    cursor: str | None = None
    while True:
        page, _ = await reader.read(shapes.ModelList, "models", query={"limit": _MOST, "cursor": cursor})
        found |= {
            one.slug
            for one in page.items
            if one.license is not None
            and (not commercial or one.license.commercial_use == "yes")
            and (not weights or one.license.weights_open == "yes")
        }
        cursor = page.next_cursor
        if cursor is None:
            return found


def _leading(board: Board) -> str:
    votes = counted(board.evidence.votes, "vote")
    if not board.models:
        return f"On {board.name}, no model is ranked yet ({votes})."
    first, *others = board.models
    return (
        f"On {board.name}, {placed(first)} is first by pooled rating, from {votes}. "
        f"{_sureness(first, others)} {_caveats(board)}"
    ).rstrip()


def _recommended(board: Board, chosen: list[RatedModel], most: float | None) -> Recommendation:
    within = f" at up to {dollars(most)}" if most is not None else ""
    if not chosen:
        summary = f"On {board.name}, no ranked model is what was asked for{within}. {_caveats(board)}"
        return Recommendation(
            summary=summary.rstrip(),
            best=None,
            may_be_as_good=[],
            worse=[],
            max_price=most,
            evidence=board.evidence,
        )
    best, *others = chosen
    near = [one for one in others if one.model not in best.better_than]
    summary = (
        f"For {board.name}, the best of {counted(len(chosen), 'model')}{within} is {placed(best)}, from "
        f"{counted(best.votes, 'vote')} of its own. {_sureness(best, others)} {_dearer(board, best, most)}"
        f"{_caveats(board)}"
    )
    return Recommendation(
        summary=summary.rstrip(),
        best=best,
        may_be_as_good=near,
        worse=[one for one in others if one.model in best.better_than],
        max_price=most,
        evidence=board.evidence,
    )


def _sureness(best: RatedModel, others: list[RatedModel]) -> str:
    """Return how sure it is that a model is better than the others, which follow it by pooled rating."""
    if not others:
        return "There is nothing to compare it with."
    near = [one.name for one in others if one.model not in best.better_than]
    if not near:
        return "It is decided to be better than all others, a claim that holds however often one looks."
    if len(near) < len(others):
        return f"It is decided to be better than the others, but not than {listed(near)}."
    return f"That is not sure: it is not decided to be better than any other ({listed(near)})."


def _dearer(board: Board, best: RatedModel, most: float | None) -> str:
    """Return whether paying more buys anything."""
    first = board.models[0]
    if most is None or first.model == best.model:
        return ""
    decided = "is decided to be better" if best.model in first.better_than else "is not decided to be better"
    return f"Without the limit, {placed(first)} is first; it {decided}. "


def _caveats(board: Board) -> str:
    simulated = board.evidence.simulated_votes
    demo = f"{counted(simulated, 'vote')} of the arena were simulated, for a demo." if simulated else ""
    return " ".join(filter(None, [board.evidence.basis, board.evidence.limits, demo]))
