"""Leaderboards as tools read them: at a position of the log, so that links give the same bytes again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from mcp.server.mcpserver.exceptions import ToolError

from service.arena.catalog.languages import display_name, from_name
from service.mcp import shapes
from service.mcp.answers import Evidence, RatedModel, Source
from service.mcp.instance import Reader, Refused
from service.mcp.words import listed

_NOT_FOUND = 404
# The fields that say which leaderboard is meant: `axes.0` is the first of several.
_PLACES = {"arena", "axes", "axes.0", "language", "theme"}
_MOST_AXES = 60
_MOST_ARENAS = 1_000
_SAME = {
    "model", "name", "organization", "license", "rank", "rank_low", "rank_high", "score", "votes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard by pooled rating, and what it rests on. ``models`` has the ranked ones, best first."""

    evidence: Evidence
    models: list[RatedModel]
    unranked: list[RatedModel]

    def of(self, model: str) -> RatedModel | None:
        """Return a model by its slug; None if it has no votes and no rating here."""
        return next((one for one in [*self.models, *self.unranked] if one.model == model), None)

    @property
    def name(self) -> str:
        """What the leaderboard is about, in words: ``typography in Japanese (arena text-to-image)``."""
        return f"{about(self.evidence.theme, self.evidence.language)} (arena {self.evidence.arena})"


async def read_board(
    reader: Reader,
    arena: str | None,
    theme: str | None = None,
    language: str | None = None,
    at: str | None = None,
) -> Board:
    """Return a leaderboard; without an arena, that of the arena with the most votes on text to image.

    Raise ToolError with what can be asked instead.
    """
    slug = arena or await usual_arena(reader)
    axis = axis_of(theme, language)
    query = {**axis, "order": "likely", "retired": "false"}
    path = ("arenas", slug, "leaderboard")
    try:
        live, _ = await reader.read(shapes.Leaderboard, *path, query={**query, "at": at})
    except Refused as refused:
        raise await explained(reader, slug, axis, refused) from None
    fixed = {**query, "at": at or str(live.position)}
    content, source = await reader.read(shapes.Leaderboard, *path, query=fixed, fixed=True)
    return board_of(content, _evidence(content, live.revision, source))


async def usual_arena(reader: Reader) -> str:
    """Return the arena that is meant where none is named. Raise ToolError without arenas."""
    found, _ = await reader.read(shapes.ArenaList, "arenas", query={"limit": _MOST_ARENAS})
    if not found.items:
        raise ToolError("this instance has no arenas yet")
    return max(found.items, key=lambda one: (one.task == "text-to-image", one.votes)).slug


def axis_of(theme: str | None, language: str | None) -> dict[str, str | None]:
    """Return the parameters of an axis."""
    return {"theme": theme or None, "language": tag_of(language)}


def about(theme: str | None, language: str | None) -> str:
    """Return what an axis is about, in words: ``typography in Japanese``."""
    name = display_name(language) if language else None
    return " in ".join(one for one in (theme, name) if one) or "all prompts"


def tag_of(language: str | None) -> str | None:
    """Return the tag of a language that may be given by its English name, as people ask for it."""
    return (from_name(language) or language) if language else None


def board_of(content: shapes.Leaderboard, evidence: Evidence) -> Board:
    """Return a leaderboard as tools answer it."""
    better = {one.above: one.below for one in content.decided}
    worse: defaultdict[str, list[str]] = defaultdict(list)
    for above, names in better.items():
        for name in names:
            worse[name].append(above)
    ranked = [_rated(row, better.get(row.model, []), worse[row.model]) for row in content.rows]
    return Board(evidence, ranked, [_unranked(row) for row in content.unranked])


def _rated(row: shapes.Row, better: list[str], worse: list[str]) -> RatedModel:
    pooled = row.likely is not None
    return RatedModel(
        **row.model_dump(include=_SAME),
        kind="likely" if pooled else "own",
        rating=row.likely if pooled else row.bt_rating,
        low=row.likely_low if pooled else row.bt_low,
        high=row.likely_high if pooled else row.bt_high,
        price=row.price.dollars if row.price else None,
        better_than=better,
        worse_than=worse,
    )


def _unranked(row: shapes.UnrankedRow) -> RatedModel:
    return RatedModel(
        model=row.model,
        name=row.name,
        organization=None,
        license=None,
        rank=None,
        rank_low=None,
        rank_high=None,
        score=None,
        kind=None if row.likely is None else "likely",
        rating=row.likely,
        low=row.likely_low,
        high=row.likely_high,
        votes=row.votes,
        price=None,
        better_than=[],
        worse_than=[],
    )


def _evidence(content: shapes.Leaderboard, revision: int | None, source: Source) -> Evidence:
    return Evidence(
        arena=content.arena,
        theme=content.axis.theme,
        language=content.axis.language,
        revision=revision,
        position=content.position,
        as_of=content.as_of,
        votes=content.votes,
        basis=content.interval.detail,
        limits=content.limits.detail if content.limits else None,
        simulated_votes=content.simulated_votes,
        source=source,
    )


async def explained(reader: Reader, arena: str, axis: dict[str, str | None], refused: Refused) -> ToolError:
    """Return what was refused, with the arenas, or the themes and languages, that there are."""
    if refused.status != _NOT_FOUND and not _PLACES.intersection(refused.fields):
        return refused
    try:
        axes, _ = await reader.read(shapes.AxisList, "arenas", arena, "axes")
    except Refused:
        found, _ = await reader.read(shapes.ArenaList, "arenas", query={"limit": _MOST_ARENAS})
        return ToolError(f"{refused}. The arenas are {listed([one.slug for one in found.items], _MOST_AXES)}")
    themes, languages = axes_of(axes)
    asked = " and ".join(f"{kind} {value!r}" for kind, value in axis.items() if value)
    return ToolError(
        f"arena {arena} has no votes on {asked}. Its themes are {listed(themes, _MOST_AXES)}; its languages "
        f"are {listed(languages, _MOST_AXES)}. Ask about one of them, or leave it out"
    )


def axes_of(axes: shapes.AxisList) -> tuple[list[str], list[str]]:
    """Return the themes and the languages of an arena, those with the most votes first."""
    ordered = sorted(axes.items, key=lambda one: -one.votes)
    themes = [one.theme for one in ordered if one.theme and not one.language]
    return themes, [one.language for one in ordered if one.language and not one.theme]
