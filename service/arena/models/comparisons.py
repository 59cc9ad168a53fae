"""Models side by side: how they did against each other, where they differ, and on which prompts."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from statistics import fmean

from service.arena.models.examples import Example, seen_by
from service.arena.models.page import ModelPage
from service.arena.models.page import build as build_page
from service.arena.models.similar import Record, record_of, skill_of
from service.arena.models.source import EXAMPLE_VOTES, ArenaSource, Source
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
# Of each pair in each arena; a page of prompts needs no more.
_VOTES_READ = 500


@dataclass(frozen=True, slots=True)
class Encounter:
    """Two models as the first sees it: what was said when they met, None if never, and what to expect."""

    record: Record | None
    chances: Prediction


@dataclass(frozen=True, slots=True)
class AxisComparison:
    """The models on an axis, in their order; None for one with too few votes there to be rated."""

    axis: Axis
    standings: tuple[Standing | None, ...]

    @property
    def lead(self) -> float:
        """The first model's mu less the mean of the others'; 0 where either is missing."""
        first, *others = self.standings
        rated = [standing.mu for standing in others if standing]
        return first.mu - fmean(rated) if first and rated else 0.0


@dataclass(frozen=True, slots=True)
class ArenaComparison:
    """Those of the models that compete in an arena: each pair both ways, and all axes two are rated on.

    ``axes`` begin with the one on which the first model leads most.
    """

    arena: Arena
    models: tuple[str, ...]
    encounters: dict[tuple[str, str], Encounter]
    axes: tuple[AxisComparison, ...]


@dataclass(frozen=True, slots=True)
class PromptDifference:
    """A prompt on which voters preferred one of two models: their votes, and one of those with both images.

    ``example`` is the newest that agrees with the most, as the ``one`` sees it.
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
        """How many more votes one of the two got."""
        return abs(self.wins - self.losses)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four models: their pages, the arenas that two or more share, prompts they differ most on."""

    pages: tuple[ModelPage, ...]
    arenas: tuple[ArenaComparison, ...]
    prompts: tuple[PromptDifference, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a comparison is made from: each model's source, and votes on images of its pairs by arena id."""

    sources: tuple[Source, ...]
    meetings: dict[tuple[str, str], dict[int, Sequence[ImageVoteRow]]]


async def compare(services: Services, slugs: Sequence[str]) -> Comparison:
    """Return the comparison of models, in this order. Raise NotFound, and Invalid as `check` does."""
    today = clock.now() // clock.DAY
    return await asyncio.to_thread(build, await services.database.read(read, check(slugs), today))


def check(slugs: Sequence[str]) -> Sequence[str]:
    """Return the slugs themselves; raise Invalid unless they are two to four different ones."""
    if not LEAST_MODELS <= len(slugs) <= MOST_MODELS or len(set(slugs)) < len(slugs):
        detail = f"must be {LEAST_MODELS} to {MOST_MODELS} different models, separated by commas"
        raise Invalid(f"models {detail}", [FieldError("models", detail)])
    return slugs


def read(session: ReadSession, slugs: Sequence[str], today: int) -> Reading:
    """Return what the comparison needs on a day (since 1970), in one snapshot.

    The number of queries depends on the numbers of models and of arenas alone.
    """
    sources = tuple(read_model(session, slug, today) for slug in slugs)
    meetings: dict[tuple[str, str], dict[int, Sequence[ImageVoteRow]]] = {}
    for one, other in combinations(sources, 2):
        meetings[one.model.slug, other.model.slug] = {
            arena.id: model_pages.image_votes(
                session, arena.id, [one.id, other.id], arena.last_position - EXAMPLE_VOTES, _VOTES_READ
            )
            for arena in _shared((one, other))
        }
    return Reading(sources, meetings)


def build(reading: Reading) -> Comparison:
    """Return the comparison made from what was read. Computation only."""
    return Comparison(
        pages=tuple(build_page(source) for source in reading.sources),
        arenas=tuple(_arena(arena, reading.sources) for arena in _shared(reading.sources)),
        prompts=tuple(_prompts(reading)),
    )


def _shared(sources: Iterable[Source]) -> list[Arena]:
    """Return the arenas in which two or more of the models have votes, by slug."""
    found: dict[int, list[Arena]] = defaultdict(list)
    for source in sources:
        for entry in source.arenas:
            found[entry.arena.id].append(entry.arena)
    return sorted((arenas[0] for arenas in found.values() if len(arenas) > 1), key=lambda arena: arena.slug)


def _in_arena(source: Source, arena: Arena) -> ArenaSource | None:
    return next((found for found in source.arenas if found.arena.id == arena.id), None)


def _arena(arena: Arena, sources: Sequence[Source]) -> ArenaComparison:
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
    told = [axis for axis in axes if sum(standing is not None for standing in axis.standings) > 1]
    names = tuple(source.model.slug for source, _ in here)
    return ArenaComparison(arena, names, encounters, tuple(sorted(told, key=lambda a: (-a.lead, a.axis))))


def _axis(axis: Axis, here: Sequence[tuple[Source, ArenaSource]]) -> AxisComparison:
    standings = []
    for source, found in here:
        row = found.axes[axis]
        standing = None if row is None else source.standing(found.arena, row)
        standings.append(standing if standing and standing.votes >= MIN_VOTES else None)
    return AxisComparison(axis, tuple(standings))


def _prompts(reading: Reading) -> list[PromptDifference]:
    """The prompts on which the most voters more preferred one of two, the most votes and the newest first."""
    by_slug = {source.model.slug: source for source in reading.sources}
    found = [
        difference
        for (one, other), meetings in reading.meetings.items()
        for entry in by_slug[one].arenas
        for difference in _of_pair(by_slug[one], entry, other, meetings.get(entry.arena.id, ()))
    ]
    told = sorted(found, key=lambda d: (-d.lead, -(d.wins + d.losses + d.ties), -d.example.voted_at))
    return [difference for difference in told if difference.lead][:PROMPTS_SHOWN]


def _of_pair(
    source: Source, found: ArenaSource, other: str, rows: Sequence[ImageVoteRow]
) -> list[PromptDifference]:
    by_prompt: dict[int, list[Example]] = defaultdict(list)
    for example in seen_by(source, found, rows):
        by_prompt[example.prompt_id].append(example)
    return [_difference(found.arena, source.model.slug, other, votes) for votes in by_prompt.values()]


def _difference(arena: Arena, one: str, other: str, votes: Sequence[Example]) -> PromptDifference:
    """Return what votes on one prompt, the newest first, come to."""
    wins, losses, ties = (sum(vote.result == said for vote in votes) for said in ("won", "lost", "tie"))
    most = "won" if wins > losses else "lost"
    example = next((vote for vote in votes if vote.result == most), votes[0])
    return PromptDifference(arena, example, one, other, wins, losses, ties)
