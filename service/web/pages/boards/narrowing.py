"""Which rows and columns of a leaderboard a reader wants to see.

Ranks and ratings are those of the whole leaderboard: a row that is filtered out is hidden, and nothing else
changes. `narrow.js` follows the same rules in the browser, without asking again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.arena.boards.boards import Board, ModelFacts
from service.arena.boards.columns import PAGE_COLUMNS
from service.domain.questions.filters import ModelFilter, dollars, has_words

FIXED = ("rank", "model")
"""The columns that are always there."""

INTERVAL = "interval"
"""What is drawn beside the column of the order, and can be chosen like a column."""

OPTIONAL = {
    key: label
    for column in PAGE_COLUMNS.values()
    for key, label in (
        ((column.key, column.label), (INTERVAL, "Interval"))
        if column.key == "score"
        else ((column.key, column.label),)
    )
    if key not in FIXED
}
"""The columns to choose from, with their labels."""

USUAL = tuple(key for key in OPTIONAL if key not in {"speed", "released"})
"""The columns that are shown to readers who chose none."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The rows: those of models that have the ``words`` in a name, pass the filter and have enough votes.

    The fields of ``models`` that a reader can set are those of `/api/v1/query`, under the same names.
    """

    words: str = ""
    models: ModelFilter = field(default_factory=ModelFilter)
    votes_min: int = 0

    @property
    def parts(self) -> dict[str, str | None]:
        """The parameters that ask for it, None for what is not asked."""
        least = str(self.votes_min) if self.votes_min else None
        return {"q": self.words or None, **self.query_parts, "votes_min": least}

    @property
    def query_parts(self) -> dict[str, str | None]:
        """Those of the parameters that `/api/v1/query` has, too."""
        price = self.models.price_max
        return {
            "organizations": ",".join(self.models.organizations) or None,
            "weights_open": self.models.weights_open,
            "commercial_use": self.models.commercial_use,
            "price_max": None if price is None else f"{price:g}",
        }

    @property
    def count(self) -> int:
        """How many filters are set, besides the words."""
        return sum(value is not None for name, value in self.parts.items() if name != "q")

    def takes(self, slug: str, facts: ModelFacts, votes: int) -> bool:
        """Return whether the row of a model is shown."""
        return (
            votes >= self.votes_min
            and has_words(self.words, (facts.name, slug, facts.organization_name))
            and self.models.takes(facts)
        )


EVERYTHING = Narrowing()


def filter_data(facts: ModelFacts) -> list[tuple[str, object]]:
    """Return what scripts filter a row by, beside what they sort it by."""
    price = facts.price
    values = (
        ("maker", facts.organization),
        ("open", facts.weights_open),
        ("commercial", facts.commercial_use),
        ("currency", price.currency if price and dollars(price) is None else None),
    )
    return [(name, value) for name, value in values if value is not None]


def makers(board: Board) -> list[tuple[str, str]]:
    """Return the makers of a leaderboard's models, by name."""
    found = {
        facts.organization: facts.organization_name or facts.organization
        for facts in board.facts.values()
        if facts.organization
    }
    return sorted(found.items(), key=lambda maker: (maker[1].casefold(), maker[0]))


def chosen_columns(names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that a reader named, the usual ones if none; other names are ignored."""
    named = {name.strip() for text in names for name in text.split(",")}
    return tuple(key for key in OPTIONAL if key in named) or USUAL


def hidden_columns(shown: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that are not shown."""
    return tuple(key for key in OPTIONAL if key not in shown)
