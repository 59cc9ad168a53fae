"""Text in drawings: what XML may hold, how wide it is at most, where its lines end."""

from __future__ import annotations

import textwrap
from unicodedata import category, combining, east_asian_width

# Of the size of the font, as sans-serif fonts have it on average.
_NARROW, _WIDE = 0.58, 1.05
# The same, as the widest of the usual fonts has it.
_WIDTHS = {
    **dict.fromkeys("ijl'|", 0.32),
    **dict.fromkeys(" .,:;!ft()[]{}I/\\·-r", 0.42),
    **dict.fromkeys("mwMW@%", 1.0),
}
_LOWER, _UPPER, _OTHER, _FULL = 0.64, 0.78, 0.72, 1.1
_NOWHERE = {"Cc", "Cs", "Cn"}
_NO_WIDTH = {"Mn", "Me", "Cf"}


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


def widest(text: str, size: float) -> int:
    """Return how wide the text is at most in a font of a size, in the same unit."""
    return round(size * sum(map(_widest, text)))


def shortened(text: str, room: float, size: float) -> str:
    """Return the text in one line, cut with an ellipsis where it would be wider than the room."""
    whole = plain(text)
    if widest(whole, size) <= room:
        return whole
    fits = next((n for n in range(len(whole), 1, -1) if widest(whole[:n] + "…", size) <= room), 1)
    return whole[:fits].rstrip() + "…"


def lines(text: str, most: int, count: int) -> tuple[str, ...]:
    """Return the text in so many lines at most, of so many characters; what does not fit is left out."""
    return tuple(textwrap.wrap(plain(text), most, max_lines=count, placeholder=" …"))


def _widest(character: str) -> float:
    if character in _WIDTHS:
        return _WIDTHS[character]
    if combining(character) or category(character) in _NO_WIDTH:
        return 0.0
    if east_asian_width(character) in "WF":
        return _FULL
    if not character.isascii():
        return _OTHER
    return _UPPER if character.isupper() else _LOWER
