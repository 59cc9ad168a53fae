"""A prompt with the images that all models made for it, in the order of the models' places.

Only the prompts of an arena's public examples show their images. Anyone who could look up the others would
recognize them when they come up for a vote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.boards.standings import standing
from service.arena.catalog import arenas, prompts
from service.arena.models.source import EXAMPLE_VOTES
from service.db.engine import ReadSession
from service.db.queries import models, prompt_categories, ratings
from service.db.queries.pictures import galleries
from service.db.queries.pictures.galleries import PromptImage, PromptVotes
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.boards import order
from service.domain.catalog import Prompt
from service.domain.images import copy_url, is_example
from service.domain.votes import Outcome

# A place says little of fewer models.
_LEAST_RANKED = 2


class Tally(NamedTuple):
    """How an image did in the votes on its prompt."""

    wins: int = 0
    losses: int = 0
    ties: int = 0

    @property
    def votes(self) -> int:
        """All of them."""
        return sum(self)


@dataclass(frozen=True, slots=True)
class GalleryImage:
    """A model's image for the prompt; ``rank`` is the model's on the gallery's axis, if it has one."""

    model: str
    name: str
    rank: int | None
    image_url: str
    width: int
    height: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class PromptGallery:
    """A prompt and its images, of which ``hidden`` are kept for votes.

    ``axis`` is the one whose ranks the images are ordered by. The votes are among the arena's newest ones.
    """

    arena: Arena
    prompt: Prompt
    axis: Axis
    images: tuple[GalleryImage, ...]
    hidden: int

    @property
    def votes(self) -> int:
        """The number of votes on two of the images."""
        return sum(image.tally.votes for image in self.images) // 2


def prompt_gallery(session: ReadSession, slug: str, prompt_id: int) -> PromptGallery:
    """Return the gallery of a prompt. Raise NotFound for the arena or the prompt."""
    arena, prompt = arenas.get(session, slug), prompts.get(session, slug, prompt_id)
    shown = galleries.of_prompt(session, prompt.id)
    axis, ranks = _ranks(session, arena, PromptCategory.of(prompt.themes, prompt.language), shown)
    if not is_example(prompt.id, arena.example_share):
        return PromptGallery(arena, prompt, axis, (), len(shown))
    after = max(0, arena.last_position - EXAMPLE_VOTES)
    tallies = _tallies(galleries.votes_on_prompt(session, arena.id, prompt.id, after))
    images = [_image(row, ranks.get(row.model_id), tallies[row.id]) for row in shown]
    images.sort(key=lambda image: (image.rank is None, image.rank or 0, image.name))
    return PromptGallery(arena, prompt, axis, tuple(images), 0)


def _ranks(
    session: ReadSession, arena: Arena, category: PromptCategory, shown: Sequence[PromptImage]
) -> tuple[Axis, Mapping[int, int]]:
    """Return the prompt's most specific axis that ranks some of the models, and their ranks by id."""
    slugs = models.slugs(session)
    ids = {slug: number for number, slug in slugs.items()}
    present = {row.model_id for row in shown}
    for axis in reversed(category.axes()):
        axis_id = prompt_categories.find_axis(session, arena.id, axis)
        rows = ratings.of_axis(session, arena.id, axis_id) if axis_id is not None else []
        ranked = order(standing(arena, row, slugs[row.model_id]) for row in rows).ranked
        ranks = {ids[found.model]: rank for rank, found in ranked if ids[found.model] in present}
        if len(ranks) >= _LEAST_RANKED or axis == OVERALL:
            return axis, ranks
    return OVERALL, {}


def _tallies(rows: Sequence[PromptVotes]) -> Mapping[int, Tally]:
    found: dict[int, Tally] = defaultdict(Tally)
    for row in rows:
        for image, outcome in (
            (row.image_left, Outcome(row.outcome)),
            (row.image_right, Outcome(row.outcome).mirrored),
        ):
            before = found[image]
            found[image] = Tally(
                before.wins + row.votes * (outcome == Outcome.LEFT),
                before.losses + row.votes * (outcome == Outcome.RIGHT),
                before.ties + row.votes * (outcome in {Outcome.TIE, Outcome.BOTH_BAD}),
            )
    return found


def _image(row: PromptImage, rank: int | None, tally: Tally) -> GalleryImage:
    return GalleryImage(row.model, row.name, rank, copy_url(row.copy), row.width, row.height, tally)
