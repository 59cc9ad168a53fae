"""Text in drawings that stand alone: what XML may hold, how wide it is about, where its lines end."""

from __future__ import annotations

import textwrap
from unicodedata import category, east_asian_width

# Of the size of the font, as sans-serif fonts have it on average.
_NARROW, _WIDE = 0.58, 1.05
_NOWHERE = {"Cc", "Cs", "Cn"}


def plain(text: str, most: int | None = None) -> str:
    """Return the text in one line without what XML forbids.

    Cut with an ellipsis where it is longer than wanted.
    """
    line = "".join(" " if c.isspace() else c for c in text if c.isspace() or category(c) not in _NOWHERE)
    found = " ".join(line.split())
    return found if most is None or len(found) <= most else found[: most - 1].rstrip() + "…"


def width(text: str, size: float) -> int:
    """About how wide the text is in a font of a size, in the same unit; programs fit the text to it."""
    return round(size * sum(_WIDE if east_asian_width(c) in "WF" else _NARROW for c in text))


def lines(text: str, most: int, count: int) -> tuple[str, ...]:
    """Return the text in so many lines at most, of so many characters; what does not fit is left out."""
    return tuple(textwrap.wrap(plain(text), most, max_lines=count, placeholder=" …"))
