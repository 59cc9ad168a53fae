"""What readers ask first of an arena: which model is best, best for little money, in a language, at a theme.

An answer names the model that is likely best among those that are not decided to be worse than another one
asked about, and says how many of those there are. Decided pairs stay right however often somebody looks, and
so does what an answer says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from service.arena.boards import boards
from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import Board, BoardEntry
from service.arena.services import Services
from service.domain.axes import OVERALL, Axis
from service.domain.questions.filters import ModelFilter

CHEAP = 0.03
"""What an image of a cheap model costs at most, in US dollars."""

_THEME, _LANGUAGE = "typography", "ja"
"""What is asked about most, where an arena has it; otherwise what has most votes."""

_LEAST_MODELS = 2


class Answer(NamedTuple):
    """The model that is likely best on an axis, of all or of those that cost at most ``price`` an image.

    It is one of ``contenders`` models that may be best, ``of`` those asked about.
    """

    axis: Axis
    price: float | None
    model: str
    name: str
    contenders: int
    of: int

    @property
    def decided(self) -> bool:
        """Whether no other model may be best."""
        return self.contenders == 1


async def answers(services: Services, board: Board, known: Sequence[AxisOverview]) -> list[Answer]:
    """Return what is known of a leaderboard's models; overall, also of a theme and of a language.

    ``known`` are the arena's axes. There are no answers where nothing is decided yet.
    """
    found = [best(board), best(board, CHEAP)]
    if board.axis == OVERALL:
        for axis in _asked(known):
            other = await boards.leaderboard(services, board.arena.slug, axis)
            found.append(best(other))
    return [answer for answer in found if answer]


def best(board: Board, price: float | None = None) -> Answer | None:
    """Return the answer for models that are not retired and cost at most ``price`` an image.

    None for fewer than two such models, and where none of them is decided to be worse than another.
    """
    asked = ModelFilter(retired=False, price_max=price)
    among = {entry.standing.model: entry for entry in board.ranked if asked.takes(entry.facts)}
    beaten = {model for one in board.claims.decided if one.above in among for model in one.below}
    contenders = [entry for model, entry in among.items() if model not in beaten]
    if len(among) < _LEAST_MODELS or not 0 < len(contenders) < len(among):
        return None
    first = max(contenders, key=_strength)
    model = first.standing.model
    return Answer(board.axis, price, model, first.facts.name, len(contenders), len(among))


def _strength(entry: BoardEntry) -> float:
    return entry.likely.rating if entry.likely else entry.interval.rating


def _asked(known: Sequence[AxisOverview]) -> list[Axis]:
    """Return the theme and the language to answer for; the language with most votes is that of overall."""
    by_votes = sorted(known, key=lambda one: -one.votes)
    themes = [one.axis for one in by_votes if one.axis.theme and not one.axis.language]
    languages = [one.axis for one in by_votes if one.axis.language and not one.axis.theme]
    theme, language = Axis(_THEME, ""), Axis("", _LANGUAGE)
    chosen = [theme if theme in themes else next(iter(themes), None)]
    chosen.append(language if language in languages else next(iter(languages[1:]), None))
    return [axis for axis in chosen if axis]
