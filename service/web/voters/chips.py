"""Chips: the languages and themes of an arena's prompts, and what a voter said about each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.arena.services import Services
from service.domain.voters.wishes import Wishes

_MOST = 12


@dataclass(frozen=True, slots=True)
class Chip:
    """A language or a theme: whether it comes first, and whether its voter never wants to see it."""

    value: str
    chosen: bool
    avoided: bool = False


@dataclass(frozen=True, slots=True)
class Chips:
    """The chips of the voting page. There are none of a kind of which the arena has only one."""

    languages: Sequence[Chip] = ()
    themes: Sequence[Chip] = ()


NO_CHIPS = Chips()


async def chips_of(services: Services, arena_id: int, wishes: Wishes) -> Chips:
    """Return the chips of an arena for a voter. Raise NotFound."""
    return chips(*await services.voting.pools.subjects(arena_id), wishes)


def chips(languages: Iterable[str], themes: Iterable[str], wishes: Wishes) -> Chips:
    """Return the chips for what an arena has, the most frequent first, and those a voter can take back."""
    return Chips(
        _some(
            [
                Chip(one, bool(wishes.languages) and wishes.reads(one), one in wishes.avoided)
                for one in languages
            ]
        ),
        _some([Chip(one, one in wishes.themes) for one in themes]),
    )


def _some(found: Sequence[Chip]) -> Sequence[Chip]:
    if len(found) == 1:
        return ()
    return [chip for place, chip in enumerate(found) if place < _MOST or chip.chosen or chip.avoided]
