"""Decks: what can be dealt in an arena, held so that dealing costs the same with any number of images.

A card is an image. Cards lie in heaps, one for each model and stratum, by prompt; a pair of models is dealt
by drawing a card of the one and looking whether the other has one for the same prompt.
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

# Draws before all that is left is counted out. Where half of the prompts have both models, as many that
# fail happen once in a million pairs.
_PROBES = 20

Seen = AbstractSet[tuple[int, Pair]]
"""What a voter has been dealt: prompts, each with a pair whose smaller model stands first."""


class Candidate(NamedTuple):
    """An image as it comes from the database."""

    image_id: int
    prompt_id: int
    model_id: int
    stratum_id: int


class ImageColumns(NamedTuple):
    """The images of one model for the prompts of one stratum: two columns, ordered by prompt."""

    prompts: array[int]
    images: array[int]

    def has(self, prompt: int) -> bool:
        """Return whether the model has an image for a prompt."""
        at = bisect_left(self.prompts, prompt)
        return at < len(self.prompts) and self.prompts[at] == prompt

    def images_for(self, prompt: int) -> Sequence[int]:
        """Return the model's images for a prompt; mostly one, or none."""
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
    """All that can be dealt in an arena, as far as its ``last_image``; never changed, only succeeded."""

    strata: Mapping[int, PromptCategory]
    makers: Mapping[int, Contestant]
    heaps: Mapping[tuple[int, int], ImageColumns]
    last_image: int

    def with_cards(self, cards: Iterable[Sequence[int]]) -> MatchupPool:
        """The deck with more cards, in the order of Card's columns, whose images come after its last one."""
        new: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        last = self.last_image
        for image, prompt, model, stratum in cards:
            new[model, stratum].append((prompt, image))
            last = max(last, image)
        heaps = dict(self.heaps)
        for key, more in new.items():
            heaps[key] = _heap([*zip(*heaps[key], strict=True), *more] if key in heaps else more)
        return replace(self, heaps=heaps, last_image=last)

    def strata_of(self, axis: Axis) -> list[int]:
        """Return the strata whose prompts are asked for by a theme, a language, both or neither."""
        return [
            number
            for number, stratum in self.strata.items()
            if (not axis.theme or axis.theme in stratum.themes)
            and (not axis.language or axis.language == stratum.language)
        ]


def _heap(cards: list[tuple[int, int]]) -> ImageColumns:
    cards.sort()
    return ImageColumns(
        array("i", [prompt for prompt, _ in cards]), array("i", [image for _, image in cards])
    )


class DrawnPair(NamedTuple):
    """Two images for one prompt as they were drawn, and the probability that their pair had."""

    prompt_id: int
    image_left: int
    image_right: int
    model_left: int
    model_right: int
    probability: float


class Sampler:
    """A deck under one theme and language: hands are drawn from it.

    ``met`` says how often pairs met, the smaller model first; see `dealing.odds` for ``matchmaking``. Looking
    for the pairs that can meet takes longer than weighing them: a ``former`` table of the same deck and axis
    spares it.
    """

    def __init__(
        self,
        deck: MatchupPool,
        axis: Axis,
        met: Mapping[Pair, Met],
        matchmaking: str,
        *,
        former: Sampler | None = None,
    ) -> None:
        self.deck = deck
        same = former if former and former.deck is deck else None
        self.places: Mapping[Pair, SharedPrompts] = same.places if same else every_pair(deck, axis)
        self._odds: Callable[[Sequence[Pair]], Odds] = lambda pairs: odds(pairs, met, matchmaking)
        self.odds = self._odds(list(self.places))

    def draw(self, random: Random) -> DrawnPair | None:
        """Return two images that can be compared, None if there are none.

        As fast with any number of images.
        """
        if not self.odds.pairs:
            return None
        pair, probability = self.odds.draw(random)
        return self._hand(self.places[pair].spot(random), pair, probability, random)

    def draw_unseen(self, random: Random, seen: Seen) -> DrawnPair | None:
        """Return the same of what a voter has not seen; its probability is among that.

        Costs the pairs there are.
        """
        places = self.places.items()
        left = {pair: spot for pair, at in places if (spot := at.unseen(pair, seen, random)) is not None}
        if not left:
            return None
        pair, probability = self._odds(list(left)).draw(random)
        return self._hand(left[pair], pair, probability, random)

    def _hand(self, spot: SharedPrompt, pair: Pair, probability: float, random: Random) -> DrawnPair:
        images = [random.choice(found) for found in self.places[pair].images(spot)]
        a, b = (0, 1) if random.random() < 0.5 else (1, 0)  # noqa: PLR2004 - a fair coin
        return DrawnPair(spot.prompt, images[a], images[b], pair[a], pair[b], probability)


def every_pair(deck: MatchupPool, axis: Axis) -> dict[Pair, SharedPrompts]:
    """Return the places of every pair of models in use that has images for one prompt."""
    strata = deck.strata_of(axis)
    in_use = [number for number, maker in sorted(deck.makers.items()) if not maker.retired]
    heaps = {model: {s: heap for s in strata if (heap := deck.heaps.get((model, s)))} for model in in_use}
    found = {
        (a, b): SharedPrompts([(ours[s], theirs[s]) for s in strata if s in ours and s in theirs])
        for (a, ours), (b, theirs) in combinations(heaps.items(), 2)
    }
    return {pair: places for pair, places in found.items() if places.can_meet}


class SharedPrompt(NamedTuple):
    """A prompt, and which of the places of a pair it is in."""

    place: int
    prompt: int


class SharedPrompts:
    """Where two models can meet: for each stratum their two heaps, with the smaller model's first."""

    def __init__(self, heaps: Sequence[tuple[ImageColumns, ImageColumns]]) -> None:
        sizes = [sum(len(pair[side].prompts) for pair in heaps) for side in (0, 1)]
        # Drawn from the one with fewer: most of what it has, the other has too.
        self._from = 0 if sizes[0] <= sizes[1] else 1
        self._heaps = heaps
        self._sums = list(accumulate(len(pair[self._from].prompts) for pair in heaps))

    @property
    def can_meet(self) -> bool:
        """Whether there is any prompt for which both have images."""
        return any(theirs.has(prompt) for ours, theirs in self._heaps for prompt in ours.prompts)

    def spot(self, random: Random) -> SharedPrompt:
        """Return a prompt for which both have images, each as probable; there must be one."""
        for _ in range(_PROBES):
            spot, both = self._probe(random)
            if both:
                return spot
        return random.choice(self._common())

    def unseen(self, pair: Pair, seen: Seen, random: Random) -> SharedPrompt | None:
        """Return such a prompt that was not seen with the pair, None if there is none."""
        for _ in range(_PROBES):
            spot, both = self._probe(random)
            if both and (spot.prompt, pair) not in seen:
                return spot
        left = [spot for spot in self._common() if (spot.prompt, pair) not in seen]
        return random.choice(left) if left else None

    def _probe(self, random: Random) -> tuple[SharedPrompt, bool]:
        """Return any prompt of the one model, and whether the other has it as well."""
        card = random.randrange(self._sums[-1])
        place = bisect(self._sums, card)
        ours, theirs = self._heaps[place][self._from], self._heaps[place][1 - self._from]
        prompt = ours.prompts[card - self._sums[place] + len(ours.prompts)]
        return SharedPrompt(place, prompt), theirs.has(prompt)

    def _common(self) -> list[SharedPrompt]:
        """Return every prompt for which both have images."""
        return [
            SharedPrompt(place, prompt)
            for place, (a, b) in enumerate(self._heaps)
            for prompt in sorted(set(a.prompts).intersection(b.prompts))
        ]

    def images(self, spot: SharedPrompt) -> tuple[Sequence[int], Sequence[int]]:
        """Return the images that the first and the second model have there."""
        first, second = self._heaps[spot.place]
        return first.images_for(spot.prompt), second.images_for(spot.prompt)
