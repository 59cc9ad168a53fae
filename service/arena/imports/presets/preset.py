"""A preset: how the files of one tool are recognized, and how the fields of a vote are read from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from service.arena.imports.votes.columns import Columns

Sample = Sequence[Mapping[str, str | None]]


def always(_: Sample) -> bool:
    """Accept every sample: the columns alone tell such a file."""
    return True


@dataclass(frozen=True, slots=True)
class Preset:
    """The files of one tool.

    ``needs`` are the columns that all of them have, spelled exactly; where these do not tell the file from
    others, ``confirms`` looks at its first rows. ``columns`` gives way to what a command line says. ``notes``
    say what is lost or assumed, for the report.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    columns: Columns
    notes: tuple[str, ...] = ()
    confirms: Callable[[Sample], bool] = always

    def matches(self, columns: Collection[str], sample: Sample) -> bool:
        """Return whether a file with these columns and first rows is one of this tool."""
        return set(self.needs) <= set(columns) and self.confirms(sample)
