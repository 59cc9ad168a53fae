"""Models side by side, one explained, what they cost, and how they changed."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from service.mcp import shapes
from service.mcp.answers import (
    Comparison,
    Day,
    Explanation,
    Fact,
    History,
    InArena,
    Meeting,
    PricedModel,
    Prices,
    RatedModel,
    Strength,
)
from service.mcp.boards import Board, read_board
from service.mcp.instance import Instance, Reader
from service.mcp.tools.parameters import Arena, Language, Model, Theme
from service.mcp.words import counted, listed, placed

_STRENGTHS = 3


class ModelTools:
    """Tools that are about certain models."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    async def compare(
        self,
        *,
        models: Annotated[list[str], Field(min_length=2, max_length=4, description="Slugs of models.")],
        arena: Arena = None,
        theme: Theme = None,
        language: Language = None,
    ) -> Comparison:
        """Compare two to four models: ratings, prices, direct votes, and which is decided to be better."""
        async with self._instance.open() as reader:
            board = await read_board(reader, arena, theme, language)
            chosen = [await _found(reader, board, slug) for slug in dict.fromkeys(models)]
            axis = {"theme": board.evidence.theme, "language": board.evidence.language}
            path = ("arenas", board.evidence.arena, "head-to-head")
            pairs, source = await reader.read(shapes.PairList, *path, query=axis)
        slugs = {one.model for one in chosen}
        met = [one for one in pairs.items if {one.model_a, one.model_b} <= slugs]
        return Comparison(
            summary=f"On {board.name}: {' '.join(_pairwise(chosen))}",
            models=chosen,
            meetings=[Meeting(**one.model_dump()) for one in met],
            meetings_source=source,
            evidence=board.evidence,
        )

    async def explain_model(self, *, model: Model) -> Explanation:
        """Tell what is known of a model: maker, license, price, ranks, strengths and weaknesses."""
        async with self._instance.open() as reader:
            page, source = await reader.read(shapes.ModelPage, "models", model)
            places = {one.arena: one for one in page.performance}
            arenas = [
                _in_arena(await read_board(reader, one.arena), page.slug, places.get(one.arena))
                for one in page.rankings
            ]
        license_ = page.license or shapes.License()
        return Explanation(
            summary=f"{page.name}: {page.summary} {' '.join(one.answer for one in page.faq)}",
            model=page.slug,
            name=page.name,
            organization=page.organization_name,
            released=page.released,
            weights_open=license_.weights_open,
            commercial_use=license_.commercial_use,
            facts=[Fact(**one.model_dump()) for one in page.faq],
            arenas=arenas,
            source=source,
        )

    async def prices(self, *, arena: Arena = None, theme: Theme = None, language: Language = None) -> Prices:
        """List what models cost, and which are the best value: none is cheaper and rated as high."""
        async with self._instance.open() as reader:
            board = await read_board(reader, arena, theme, language)
        models = [
            PricedModel(**one.model_dump(), best_value=_is_best_value(one, board.models))
            for one in sorted(board.models, key=_cheapest_first)
        ]
        best = [placed(one) for one in models if one.best_value]
        unknown = [one.name for one in models if one.price is None]
        no_price = f" No price in US dollars: {listed(unknown)}." if unknown else ""
        return Prices(
            summary=f"On {board.name}, best value: {listed(best)}.{no_price}",
            models=models,
            evidence=board.evidence,
        )

    async def history(
        self,
        *,
        model: Model,
        arena: Arena = None,
        theme: Theme = None,
        language: Language = None,
        days: Annotated[int, Field(ge=1, le=400, description="The most days to return.")] = 30,
    ) -> History:
        """Tell how the score of a model changed over time, by day."""
        async with self._instance.open() as reader:
            board = await read_board(reader, arena, theme, language)
            axis = {"theme": board.evidence.theme, "language": board.evidence.language, "model": model}
            path = ("arenas", board.evidence.arena, "history")
            found, source = await reader.read(shapes.HistoryList, *path, query=axis)
        points = [point for one in found.series for point in one.points][-days:]
        return History(
            summary=_change(model, board, points),
            model=model,
            days=[Day(**point.model_dump()) for point in points],
            days_source=source,
            now=board.of(model),
            evidence=board.evidence,
        )


async def _found(reader: Reader, board: Board, slug: str) -> RatedModel:
    """Return a model of a leaderboard, also by a slug that it had before. Raise ToolError."""
    found = board.of(slug)
    if found is None:
        page, _ = await reader.read(shapes.ModelPage, "models", slug)
        found = board.of(page.slug)
    if found is None:
        raise ToolError(f"{slug} has no votes on {board.name}")
    return found


def _pairwise(chosen: list[RatedModel]) -> list[str]:
    sentences = []
    for one, other in combinations(chosen, 2):
        better = one if other.model in one.better_than else other if one.model in other.better_than else None
        worse = other if better is one else one
        if better is None:
            sentences.append(f"Between {placed(one)} and {placed(other)}, it is not decided which is better.")
        else:
            sentences.append(f"{placed(better)} is decided to be better than {placed(worse)}.")
    return sentences


def _in_arena(board: Board, slug: str, performance: shapes.Performance | None) -> InArena:
    axes = [*performance.themes, *performance.languages] if performance else []
    rated = sorted((one for one in axes if one.likely is not None), key=lambda one: -(one.likely or 0))
    strengths = [_strength(one) for one in rated]
    return InArena(
        standing=board.of(slug),
        strongest=strengths[:_STRENGTHS],
        weakest=strengths[_STRENGTHS:][-_STRENGTHS:][::-1],
        evidence=board.evidence,
    )


def _strength(one: shapes.Standing) -> Strength:
    return Strength(
        theme=one.theme,
        language=one.language,
        rank=one.rank,
        ranked=one.ranked,
        rating=one.likely,
        low=one.likely_low,
        high=one.likely_high,
        votes=one.votes,
    )


def _cheapest_first(model: RatedModel) -> tuple[bool, float, float]:
    return model.price is None, model.price or 0, -(model.rating or 0)


def _is_best_value(model: RatedModel, others: list[RatedModel]) -> bool:
    """Return whether no other model is rated as high at a lower price, or higher at the same one."""
    if model.price is None or model.rating is None:
        return False
    priced = [(one.price, one.rating) for one in others if one.price is not None and one.rating is not None]
    return not any(
        price <= model.price and rating >= model.rating and (price, rating) != (model.price, model.rating)
        for price, rating in priced
    )


def _change(model: str, board: Board, points: list[shapes.Point]) -> str:
    now = board.of(model)
    if not points:
        return f"On {board.name}, {model} has no votes yet."
    first, last = points[0], points[-1]
    noise = 3 * first.sigma
    sentence = (
        f"On {board.name}, the score of {now.name if now else model} went from {first.score:.2f} on "
        f"{first.date} to {last.score:.2f} on {last.date} ({counted(last.votes, 'vote')}). Its rating went "
        f"from {first.mu:.2f}, which was sure to ±{noise:.2f}, to {last.mu:.2f}."
    )
    return f"{sentence} Now: {placed(now)}." if now else sentence
