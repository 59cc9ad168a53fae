"""Which tool wrote a file, by its columns and first rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from service.arena.imports.presets import (
    annotation_tools,
    fastchat,
    genai,
    ideas,
    images,
    lmarena,
    matches,
    rapidata,
)
from service.arena.imports.presets.preset import Preset
from service.arena.imports.votes.columns import Columns
from service.errors import Invalid

# No file fits two of them: a test tries each one's sample with all others.
PRESETS: tuple[Preset, ...] = (
    *lmarena.PRESETS,
    *fastchat.PRESETS,
    *genai.PRESETS,
    *images.PRESETS,
    *rapidata.PRESETS,
    *annotation_tools.PRESETS,
    *ideas.PRESETS,
    *matches.PRESETS,
)
# Stands for reading a file by the names of its columns alone.
NONE = Preset(name="none", title="", needs=(), columns=Columns())
NAMES = (NONE.name, *sorted(one.name for one in PRESETS))


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


def chosen(table: Described, name: str | None) -> Preset:
    """Return the preset with a name, or the one that fits the file; NONE where neither is there.

    Raise Invalid for an unknown name, and for a file without the columns that the named preset needs.
    """
    if name is None:
        return detect(table) or NONE
    preset = next((one for one in (NONE, *PRESETS) if one.name == name), None)
    if preset is None:
        raise Invalid(f"there is no preset {name!r}; choose one of {', '.join(NAMES)}")
    missing = preset.missing(table.columns)
    if missing:
        raise Invalid(f"the file has no column {missing[0]!r}, which the preset {name} needs")
    return preset
