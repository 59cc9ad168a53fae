"""How answers put numbers and names into words."""

from __future__ import annotations

from collections.abc import Sequence

from service.mcp.answers import RatedModel

_MOST = 5


def listed(names: Sequence[str], most: int = _MOST) -> str:
    """Return names as a list in a sentence, with the number of those that are left out."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "none"


def dollars(amount: float) -> str:
    """Return a price of an image."""
    return f"${amount:g} an image"


def placed(model: RatedModel) -> str:
    """Return a model with its rating, interval and price."""
    parts = []
    if model.rating is not None and model.low is not None and model.high is not None:
        parts.append(f"rated {model.rating:.0f}, 95 % interval {model.low:.0f} to {model.high:.0f}")
    if model.price is not None:
        parts.append(dollars(model.price))
    return f"{model.name} ({'; '.join(parts)})" if parts else model.name


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it has to be."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
