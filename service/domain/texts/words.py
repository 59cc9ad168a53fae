"""Facts in words, as pages and answers to questions write them: English, exact, short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_MICRO = 6
_CENT = 2


def money(amount: float, currency: str) -> str:
    """Return a price: ``$0.04``, ``$0.039``, ``1.50 EUR``.

    Every digit that is there, and cents at least.
    """
    exact = f"{amount:,.{_MICRO}f}"
    whole, _, fraction = exact.partition(".")
    fraction = fraction.rstrip("0").ljust(_CENT, "0")
    return f"${whole}.{fraction}" if currency == "USD" else f"{whole}.{fraction} {currency}"


def day(text: str) -> str:
    """Return a date such as ``2026-02-28`` as ``28 February 2026``."""
    parsed = date.fromisoformat(text)
    return f"{parsed.day} {parsed:%B} {parsed.year}"


def count(number: int, noun: str) -> str:
    """Return a number of things: ``1 vote``, ``1,204 votes``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(names: Sequence[str]) -> str:
    """Return the names as a list in a sentence: ``a``, ``a and b``, ``a, b, and c``."""
    if len(names) <= 2:  # noqa: PLR2004 - two names need no comma
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"


def ordinal(number: int) -> str:
    """Return a place as an ordinal: ``1st``, ``22nd``, ``13th``."""
    teens = number % 100 in {11, 12, 13}
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def spoken(slug: str) -> str:
    """Return a slug as words: ``produce-plants`` as ``produce plants``."""
    return slug.replace("-", " ").replace("_", " ")


def article(word: str) -> str:
    """Return the word with ``a`` or ``an``, by its first letter."""
    return f"an {word}" if word[:1].lower() in "aeio" else f"a {word}"


def score(value: float) -> str:
    """Return a score or a skill with two decimals, and a true minus sign."""
    return with_minus(f"{value:.2f}")


def change(value: float) -> str:
    """Return a change with its sign: ``+0.31``; ``0.00`` where nothing shows."""
    text = f"{value:+.2f}"
    return "0.00" if text in {"+0.00", "-0.00"} else with_minus(text)


def with_minus(text: str) -> str:
    """Return the text with a minus sign where it has a hyphen, and without one before zero."""
    return "0.00" if text == "-0.00" else text.replace("-", "\N{MINUS SIGN}")


def percent(share: float) -> str:
    """Return a share of one in whole percent: ``54 %``."""
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"
