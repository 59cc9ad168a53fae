"""Models side by side: their results against each other, and the axes and prompts on which they differ."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from statistics import fmean

from service.arena.boards.refits.kept import Refits
from service.arena.models.examples import Example, seen_by
from service.arena.models.page import ModelPage
from service.arena.models.page import build as build_page
from service.arena.models.similar import PairRecord, record_of, skill_of
from service.arena.models.source import EXAMPLE_VOTES, ArenaSource, ModelSource
from service.arena.models.source import read as read_model
from service.arena.recording.folding import params_of
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import model_pages
from service.db.queries.model_pages import ImageVoteRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis
from service.domain.boards import MIN_VOTES, Standing
from service.errors import FieldError, Invalid
from service.rating.prediction import Prediction, predict

LEAST_MODELS, MOST_MODELS = 2, 4
PROMPTS_SHOWN = 8
# For each pair in each arena. A page of prompts needs no more.
_VOTES_READ = 500


@dataclass(frozen=True, slots=True)
class Encounter:
    """Two models from the first one's point of view: their record, None without votes, and its chances."""

    record: PairRecord | None
    chances: Prediction


@dataclass(frozen=True, slots=True)
class AxisComparison:
    """The models' standings on an axis, in their order; None for a model with too few votes there."""

    axis: Axis
    standings: tuple[Standing | None, ...]

    @property
    def lead(self) -> float:
        """The first model's mu less the mean of the others', 0 if either is missing."""
        first, *others = self.standings
        rated = [standing.mu for standing in others if standing]
        return first.mu - fmean(rated) if first and rated else 0.0


@dataclass(frozen=True, slots=True)
class ArenaComparison:
    """The compared models of an arena: each pair in both directions, and the axes with at least two of them.

    ``axes`` starts with the one on which the first model leads most.
    """

    arena: Arena
    models: tuple[str, ...]
    encounters: dict[tuple[str, str], Encounter]
    axes: tuple[AxisComparison, ...]


@dataclass(frozen=True, slots=True)
class PromptDifference:
    """A prompt on which voters preferred one of two models.

    ``example`` is the newest vote that agrees with the majority, from the point of view of ``one``.
    """

    arena: Arena
    example: Example
    one: str
    other: str
    wins: int
    losses: int
    ties: int

    @property
    def lead(self) -> int:
        """How many more votes one of the two models got."""
        return abs(self.wins - self.losses)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four models: their pages, the arenas that two or more share, and the most divisive prompts."""

    pages: tuple[ModelPage, ...]
    arenas: tuple[ArenaComparison, ...]
    prompts: tuple[PromptDifference, ...]


@dataclass(frozen=True, slots=True)
class ComparisonSource:
    """What a comparison is made from: the models' sources, and each pair's votes on images by arena id."""

    sources: tuple[ModelSource, ...]
    votes: dict[tuple[str, str], dict[int, Sequence[ImageVoteRow]]]


async def compare(services: Services, slugs: Sequence[str]) -> Comparison:
    """Return the comparison of models, in this order. Raise NotFound, and the errors of `check`."""
    today = clock.now() // clock.DAY
    source = await services.database.read(read, check(slugs), today, services.boards.refits)
    return await asyncio.to_thread(build, source)


def check(slugs: Sequence[str]) -> Sequence[str]:
    """Return the slugs. Raise Invalid unless there are two to four different ones."""
    if not LEAST_MODELS <= len(slugs) <= MOST_MODELS or len(set(slugs)) < len(slugs):
        detail = f"must be {LEAST_MODELS} to {MOST_MODELS} different models, separated by commas"
        raise Invalid(f"models {detail}", [FieldError("models", detail)])
    return slugs


def read(
    session: ReadSession, slugs: Sequence[str], today: int, refits: Refits | None = None
) -> ComparisonSource:
    """Return what the comparison needs on a day (since 1970), in one snapshot.

    The number of queries depends only on the numbers of models and arenas.
    """
    sources = tuple(read_model(session, slug, today, refits) for slug in slugs)
    check([source.model.slug for source in sources])  # two slugs may be those of one model
    votes: dict[tuple[str, str], dict[int, Sequence[ImageVoteRow]]] = {}
    for one, other in combinations(sources, 2):
        votes[one.model.slug, other.model.slug] = {
            arena.id: model_pages.image_votes(
                session, arena.id, [one.id, other.id], arena.last_position - EXAMPLE_VOTES, _VOTES_READ
            )
            for arena in _shared((one, other))
        }
    return ComparisonSource(sources, votes)


def build(source: ComparisonSource) -> Comparison:
    """Return the comparison of what was read, without reading more."""
    return Comparison(
        pages=tuple(build_page(model) for model in source.sources),
        arenas=tuple(_arena(arena, source.sources) for arena in _shared(source.sources)),
        prompts=tuple(_prompts(source)),
    )


def _shared(sources: Iterable[ModelSource]) -> list[Arena]:
    """Return the arenas in which two or more of the models have votes, by slug."""
    found: dict[int, list[Arena]] = defaultdict(list)
    for source in sources:
        for entry in source.arenas:
            found[entry.arena.id].append(entry.arena)
    return sorted((arenas[0] for arenas in found.values() if len(arenas) > 1), key=lambda arena: arena.slug)


def _in_arena(source: ModelSource, arena: Arena) -> ArenaSource | None:
    return next((found for found in source.arenas if found.arena.id == arena.id), None)


def _arena(arena: Arena, sources: Sequence[ModelSource]) -> ArenaComparison:
    here = [(source, found) for source in sources if (found := _in_arena(source, arena))]
    rows = {row.model_id: row for row in here[0][1].rows[OVERALL]}
    encounters = {
        (one.model.slug, other.model.slug): Encounter(
            record_of(found, one.id, other.id),
            predict(params_of(arena), skill_of(rows[one.id]), skill_of(rows[other.id])),
        )
        for (one, found), (other, _) in permutations(here, 2)
    }
    axes = [_axis(axis, here) for axis in here[0][1].rows if axis != OVERALL]
    rated = [axis for axis in axes if sum(standing is not None for standing in axis.standings) > 1]
    names = tuple(source.model.slug for source, _ in here)
    return ArenaComparison(arena, names, encounters, tuple(sorted(rated, key=lambda a: (-a.lead, a.axis))))


def _axis(axis: Axis, here: Sequence[tuple[ModelSource, ArenaSource]]) -> AxisComparison:
    standings = []
    for source, found in here:
        row = found.axes[axis]
        standing = None if row is None else source.standing(found.arena, row)
        standings.append(standing if standing and standing.votes >= MIN_VOTES else None)
    return AxisComparison(axis, tuple(standings))


def _prompts(source: ComparisonSource) -> list[PromptDifference]:
    """Return the prompts with the largest lead of one model, then those with the most and newest votes."""
    by_slug = {model.model.slug: model for model in source.sources}
    found = [
        difference
        for (one, other), votes in source.votes.items()
        for entry in by_slug[one].arenas
        for difference in _of_pair(by_slug[one], entry, other, votes.get(entry.arena.id, ()))
    ]
    by_lead = sorted(found, key=lambda d: (-d.lead, -(d.wins + d.losses + d.ties), -d.example.voted_at))
    return [difference for difference in by_lead if difference.lead][:PROMPTS_SHOWN]


def _of_pair(
    source: ModelSource, found: ArenaSource, other: str, rows: Sequence[ImageVoteRow]
) -> list[PromptDifference]:
    by_prompt: dict[int, list[Example]] = defaultdict(list)
    for example in seen_by(source, found, rows):
        by_prompt[example.prompt_id].append(example)
    return [_difference(found.arena, source.model.slug, other, votes) for votes in by_prompt.values()]


def _difference(arena: Arena, one: str, other: str, votes: Sequence[Example]) -> PromptDifference:
    """Return the result of votes on one prompt, given with the newest first."""
    wins, losses, ties = (sum(vote.result == result for vote in votes) for result in ("won", "lost", "tie"))
    most = "won" if wins > losses else "lost"
    example = next((vote for vote in votes if vote.result == most), votes[0])
    return PromptDifference(arena, example, one, other, wins, losses, ties)
