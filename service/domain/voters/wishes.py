"""Wishes: the languages that a voter reads, the themes that a voter likes, and languages never to show.

Wishes say what comes first. What is left comes after it, so nobody runs out of matchups by wishing. Only
languages that a voter cannot read stay away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.axes import Axis, PromptCategory

MOST = 16
"""How many languages or themes a voter's wishes may name."""

Tier = frozenset[int]
"""Prompt categories, by id, that are dealt before those of the next tier."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """A voter's wishes. Without ``languages`` the voter reads all that are not ``avoided``."""

    languages: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()

    def reads(self, language: str) -> bool:
        """Return whether a voter reads a language, as far as known. A prompt without one is for everybody."""
        if language in self.avoided:
            return False
        return not (self.languages and language) or any(overlap(language, one) for one in self.languages)

    def tiers(self, categories: Mapping[int, PromptCategory], axis: Axis) -> tuple[Tier, ...]:
        """Return which of the categories come first on an axis, which second, and which last; at least one.

        An axis with a language was asked for, whatever its voter reads otherwise.
        """
        allowed = {
            number: category
            for number, category in categories.items()
            if category.is_on(axis) and (axis.language or category.language not in self.avoided)
        }
        read = {n for n, category in allowed.items() if axis.language or self.reads(category.language)}
        liked = {n for n in read if not self.themes or not {*self.themes}.isdisjoint(allowed[n].themes)}
        tiers = (frozenset(liked), frozenset(read - liked), frozenset(allowed.keys() - read))
        return tuple(tier for tier in tiers if tier) or (frozenset(),)


NO_WISHES = Wishes()


def overlap(one: str, other: str) -> bool:
    """Return whether who reads one language reads the other: they are equal but for a region or a script."""
    shorter, longer = sorted((one.lower(), other.lower()), key=len)
    return longer == shorter or longer.startswith(f"{shorter}-")
