"""Matchup pools: what can be compared in an arena. A draw takes the same time with any number of images.

A pool has the images of each model in each prompt category, ordered by prompt. A pair of models is compared
by drawing an image of one model and checking that the other has an image for the same prompt.
"""

from __future__ import annotations

from array import array
from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import accumulate, combinations
from random import Random
from typing import NamedTuple

from service.domain.assigning import Met, Odds, Pair, odds
from service.domain.axes import Axis, PromptCategory
from service.domain.controls.dealing import Controls, GoldPair
from service.domain.images import CYCLE, KEPT, REDRAWS, is_example

# Draws before the prompts that are left are counted out. If half of the prompts have images of both models,
# this many draws fail once in a million pairs.
_PROBES = 20

Seen = AbstractSet[tuple[int, Pair]]
"""What a voter was assigned before: prompts, each with a pair of models."""


class Candidate(NamedTuple):
    """An image as it comes from the database."""

    image_id: int
    prompt_id: int
    model_id: int
    category_id: int


class ImageColumns(NamedTuple):
    """The images of one model for the prompts of one category: two columns, ordered by prompt."""

    prompts: array[int]
    images: array[int]

    def has(self, prompt: int) -> bool:
        """Return whether the model has an image for a prompt."""
        at = bisect_left(self.prompts, prompt)
        return at < len(self.prompts) and self.prompts[at] == prompt

    def images_for(self, prompt: int) -> Sequence[int]:
        """Return the model's images for a prompt; usually one, or none."""
        first = bisect_left(self.prompts, prompt)
        last = first
        while last < len(self.prompts) and self.prompts[last] == prompt:
            last += 1
        return self.images[first:last]


@dataclass(frozen=True, slots=True)
class Contestant:
    """A model as a voter may know it after the vote."""

    slug: str
    name: str
    organization: str | None
    organization_name: str | None
    retired: bool


@dataclass(frozen=True, slots=True)
class MatchupPool:
    """Everything that can be compared in an arena, up to its ``last_image``. A pool is never changed.

    ``images`` is by model and category, and ``gold`` has the gold pairs, which are not drawn.
    """

    categories: Mapping[int, PromptCategory]
    models: Mapping[int, Contestant]
    images: Mapping[tuple[int, int], ImageColumns]
    last_image: int
    gold: tuple[GoldPair, ...] = ()

    def with_candidates(self, candidates: Iterable[Sequence[int]]) -> MatchupPool:
        """Return a pool with more images, given in Candidate's columns; their ids come after the last one."""
        new: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        last = self.last_image
        for image, prompt, model, category in candidates:
            new[model, category].append((prompt, image))
            last = max(last, image)
        images = dict(self.images)
        for key, more in new.items():
            images[key] = _columns([*zip(*images[key], strict=True), *more] if key in images else more)
        return replace(self, images=images, last_image=last)

    def categories_of(self, axis: Axis) -> frozenset[int]:
        """Return the categories whose prompts a theme, a language, both or neither ask for."""
        return frozenset(number for number, category in self.categories.items() if category.is_on(axis))


def _columns(images: list[tuple[int, int]]) -> ImageColumns:
    images.sort()
    return ImageColumns(
        array("i", [prompt for prompt, _ in images]), array("i", [image for _, image in images])
    )


NO_VOTES: Mapping[int, int] = {}


class DrawnPair(NamedTuple):
    """Two images for one prompt as they were drawn, and the probability that their pair had."""

    prompt_id: int
    image_left: int
    image_right: int
    model_left: int
    model_right: int
    probability: float


class Sampler:
    """Some prompt categories of a pool, from which pairs are drawn.

    ``met`` says how often pairs met; see `assigning.odds` for ``matchmaking``. ``votes`` are those on each
    prompt: of two prompts that are drawn, the one with fewer is taken, since votes on one prompt share what
    is particular to it. Prompts of public examples, a percentage of all, are drawn less often. The
    ``controls`` are what may be dealt in the place of a drawn pair. To find the
    pairs that can meet takes longer than to weigh them: an ``earlier`` sampler of the same pool and
    categories saves that.
    """

    def __init__(
        self,
        pool: MatchupPool,
        categories: frozenset[int],
        met: Mapping[Pair, Met],
        matchmaking: str,
        *,
        votes: Mapping[int, int] = NO_VOTES,
        earlier: Sampler | None = None,
        example_share: int = 0,
        gold_share: int = 0,
        repeat_share: int = 0,
    ) -> None:
        self.pool = pool
        self._votes = votes
        # If all prompts are examples, none is drawn less often.
        self._example_share = example_share % CYCLE
        same = earlier if earlier and earlier.pool is pool else None
        self.shared: Mapping[Pair, SharedPrompts] = same.shared if same else every_pair(pool, categories)
        self._odds: Callable[[Sequence[Pair]], Odds] = lambda pairs: odds(pairs, met, matchmaking)
        self.odds = self._odds(list(self.shared))
        gold = tuple(pair for pair in pool.gold if pair.category_id in categories)
        self.controls = Controls(gold, gold_share, repeat_share, categories)

    def draw(self, random: Random) -> DrawnPair | None:
        """Return two images that can be compared, None if there are none.

        Takes the same time with any number of images.
        """
        if not self.odds.pairs:
            return None
        pair, probability = self.odds.draw(random)
        one = self._rarely_example(self.shared[pair], random)
        other = self.shared[pair].draw(random)
        return self._drawn(self._fewer(one, other), pair, probability, random)

    def _rarely_example(self, shared: SharedPrompts, random: Random) -> SharedPrompt:
        """Return a drawn prompt, seldom one of public examples."""
        drawn = shared.draw(random)
        for _ in range(REDRAWS):
            if not self._is_example(drawn) or random.random() < KEPT:
                break
            drawn = shared.draw(random)
        return drawn

    def _is_example(self, shared: SharedPrompt) -> bool:
        return is_example(shared.prompt, self._example_share)

    def draw_unseen(self, random: Random, seen: Seen) -> DrawnPair | None:
        """Return two images that a voter has not seen together, None if there are none.

        The probability is that among the unseen pairs. Takes longer with more pairs.
        """
        unseen = {
            pair: prompt
            for pair, shared in self.shared.items()
            if (prompt := shared.draw_unseen(pair, seen, random)) is not None
        }
        if not unseen:
            return None
        pair, probability = self._odds(list(unseen)).draw(random)
        other = self.shared[pair].draw_unseen(pair, seen, random) or unseen[pair]
        return self._drawn(self._fewer(unseen[pair], other), pair, probability, random)

    def _fewer(self, one: SharedPrompt, other: SharedPrompt) -> SharedPrompt:
        """Return the prompt with fewer votes.

        Prompts of examples have fewer, as they are dealt less, so they are compared with each other only.
        """
        has_fewer = self._votes.get(other.prompt, 0) < self._votes.get(one.prompt, 0)
        return other if has_fewer and self._is_example(one) == self._is_example(other) else one

    def _drawn(self, shared: SharedPrompt, pair: Pair, probability: float, random: Random) -> DrawnPair:
        images = [random.choice(some) for some in self.shared[pair].images(shared)]
        a, b = (0, 1) if random.random() < 0.5 else (1, 0)  # noqa: PLR2004 - a fair coin
        return DrawnPair(shared.prompt, images[a], images[b], pair[a], pair[b], probability)


def every_pair(pool: MatchupPool, categories: frozenset[int]) -> dict[Pair, SharedPrompts]:
    """Return the shared prompts of every pair of models in use that has images for one prompt."""
    in_use = [number for number, model in sorted(pool.models.items()) if not model.retired]
    images = {
        model: {c: columns for c in categories if (columns := pool.images.get((model, c)))}
        for model in in_use
    }
    pairs = {
        (a, b): SharedPrompts([(first[c], second[c]) for c in categories if c in first and c in second])
        for (a, first), (b, second) in combinations(images.items(), 2)
    }
    return {pair: shared for pair, shared in pairs.items() if shared.can_meet}


class SharedPrompt(NamedTuple):
    """A prompt for which both models of a pair have images, and where among their columns it is."""

    place: int
    prompt: int


class SharedPrompts:
    """Where two models can meet: for each category the columns of both, those of the first model first."""

    def __init__(self, columns: Sequence[tuple[ImageColumns, ImageColumns]]) -> None:
        sizes = [sum(len(pair[side].prompts) for pair in columns) for side in (0, 1)]
        # Drawn from the model with fewer images: the other one has most of its prompts, too.
        self._from = 0 if sizes[0] <= sizes[1] else 1
        self._columns = columns
        self._sums = list(accumulate(len(pair[self._from].prompts) for pair in columns))

    @property
    def can_meet(self) -> bool:
        """Whether there is a prompt for which both models have images."""
        return any(second.has(prompt) for first, second in self._columns for prompt in first.prompts)

    def draw(self, random: Random) -> SharedPrompt:
        """Return a prompt for which both have images, each with the same probability; there must be one."""
        for _ in range(_PROBES):
            shared, both = self._probe(random)
            if both:
                return shared
        return random.choice(self._common())

    def draw_unseen(self, pair: Pair, seen: Seen, random: Random) -> SharedPrompt | None:
        """Return a prompt as `draw` does, but one that was not seen with the pair, or None."""
        for _ in range(_PROBES):
            shared, both = self._probe(random)
            if both and (shared.prompt, pair) not in seen:
                return shared
        unseen = [shared for shared in self._common() if (shared.prompt, pair) not in seen]
        return random.choice(unseen) if unseen else None

    def _probe(self, random: Random) -> tuple[SharedPrompt, bool]:
        """Return any prompt of the one model, and whether the other has it, too."""
        image = random.randrange(self._sums[-1])
        place = bisect(self._sums, image)
        ours, theirs = self._columns[place][self._from], self._columns[place][1 - self._from]
        prompt = ours.prompts[image - self._sums[place] + len(ours.prompts)]
        return SharedPrompt(place, prompt), theirs.has(prompt)

    def _common(self) -> list[SharedPrompt]:
        """Return every prompt for which both have images."""
        return [
            SharedPrompt(place, prompt)
            for place, (a, b) in enumerate(self._columns)
            for prompt in sorted(set(a.prompts).intersection(b.prompts))
        ]

    def images(self, shared: SharedPrompt) -> tuple[Sequence[int], Sequence[int]]:
        """Return the images that the first and the second model have for a shared prompt."""
        first, second = self._columns[shared.place]
        return first.images_for(shared.prompt), second.images_for(shared.prompt)
