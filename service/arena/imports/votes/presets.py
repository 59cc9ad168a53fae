"""Which tool wrote a file, by its columns and first rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from service.arena.imports.presets import lmarena
from service.arena.imports.presets.preset import Preset

# The first one that matches counts: those that need more columns stand before those that need fewer.
PRESETS: tuple[Preset, ...] = (lmarena.RAW_VOTES,)


class Described(Protocol):
    """What is known about a table before all of it is read."""

    @property
    def columns(self) -> Collection[str]:
        """Its columns."""

    @property
    def sample(self) -> Sequence[Mapping[str, str | None]]:
        """Its first rows."""


def detect(table: Described) -> Preset | None:
    """Return the preset for a file, None where it is none of these tools'."""
    return next((one for one in PRESETS if one.matches(table.columns, table.sample)), None)
