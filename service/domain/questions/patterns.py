"""Patterns: how a question names several axes, arenas or models at once. ``*`` stands for any text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from service.domain.axes import OVERALL, Axis

ANY = "*"
MOST_STARS = 3
"""How many ``*`` a pattern may have: each of them multiplies the work of a text that does not match."""

_FORMS = "'overall', 'theme=people', 'language=ja', 'theme=people,language=ja', or any of these with *"


@dataclass(frozen=True, slots=True)
class AxisPattern:
    """Which axes are meant: those whose theme and language both match.

    An empty one matches only axes of all themes, or of all languages, unless ``every`` axis is meant.
    """

    theme: str = ""
    language: str = ""
    every: bool = False

    @property
    def axis(self) -> Axis | None:
        """The one axis that is meant, as it is written; None if the pattern has a ``*``."""
        return None if self.every or ANY in self.theme + self.language else Axis(self.theme, self.language)

    def matcher(self) -> Callable[[Axis], bool]:
        """Return what tells whether an axis is meant."""
        theme, language = matcher(self.theme), matcher(self.language)
        return lambda axis: self.every or (theme(axis.theme) and language(axis.language))


def parse_axis(text: str) -> AxisPattern:
    """Return the pattern that a text means. Raise ValueError with what is wrong."""
    if text.strip() in {ANY, OVERALL.label}:
        return AxisPattern(every=text.strip() == ANY)
    parts: dict[str, str] = {}
    for part in text.split(","):
        key, equals, value = (word.strip() for word in part.partition("="))
        if not equals or key not in {"theme", "language"} or key in parts:
            raise ValueError(f"is no axis; write {_FORMS}")
        if not value:
            raise ValueError(f"names no {key} after the '='; leave the part out to mean all {key}s")
        parts[key] = checked(value)
    return AxisPattern(parts.get("theme", ""), parts.get("language", ""))


def checked(pattern: str) -> str:
    """Return a pattern. Raise ValueError if it has too many ``*``."""
    if pattern.count(ANY) > MOST_STARS:
        raise ValueError(f"has more than {MOST_STARS} '*'")
    return pattern


def matcher(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a text matches a pattern. An empty text matches only an empty pattern."""
    if ANY not in pattern:
        return pattern.__eq__
    expression = re.compile(".*".join(map(re.escape, pattern.split(ANY))), re.DOTALL)
    return lambda text: text != "" and expression.fullmatch(text) is not None
