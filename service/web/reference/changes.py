"""The changelog, from the Markdown that the documentation site has."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*\s*(.*)", re.DOTALL)


class Change(NamedTuple):
    """An entry: what it is about in a few words, which may be missing, and what changed."""

    title: str
    text: str


class Section(NamedTuple):
    """A version, or a part of one, with its entries."""

    level: int
    title: str
    changes: list[Change]


def sections(markdown: str) -> list[Section]:
    """Return the sections of a changelog; links become their texts."""
    found: list[Section] = []
    for block in re.split(r"\n(?=#|- )|\n\n", _LINK.sub(r"\1", markdown)):
        text = " ".join(block.split())
        if text.startswith("##"):
            marks, _, title = text.partition(" ")
            found.append(Section(len(marks), title, []))
        elif text.startswith("- ") and found:
            found[-1].changes.append(_change(text.removeprefix("- ")))
    return found


def _change(text: str) -> Change:
    bold = _BOLD.fullmatch(text)
    return Change(bold.group(1).rstrip("."), bold.group(2)) if bold else Change("", text)
