"""Numbers that come as text: in cursors, addresses, forms and files."""

from __future__ import annotations

LARGEST = (1 << 53) - 1
"""The largest number that every program reads exactly from JSON."""


def number_of(text: str, most: int = LARGEST) -> int | None:
    """Return the number that ASCII digits stand for, None for any other text and for more than ``most``.

    `str.isdigit` is true of ``²`` too, which `int` refuses, and so it refuses thousands of digits.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None
