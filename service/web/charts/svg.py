"""SVG as text: elements with escaped attributes and content."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from service.web.charts.svg_text import plain

Value = str | float


def tag(name: str, *content: str, **attributes: Value) -> str:
    """Return an element around content that is SVG already; an underscore in a name becomes a hyphen."""
    pairs = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_written(value))}"
        for key, value in attributes.items()
    )
    inner = "".join(content)
    return f"<{name}{pairs}>{inner}</{name}>" if inner else f"<{name}{pairs}/>"


def words(text: str, x: float, y: float, **attributes: Value) -> str:
    """Return a text element at a place, without characters that XML forbids."""
    return tag("text", escape(plain(text)), x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Value) -> str:
    """Return a straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def strokes(lines: Iterable[tuple[float, float, float, float]], **attributes: Value) -> str:
    """Return straight lines that look alike, each from ``x1, y1`` to ``x2, y2``, as one path."""
    data, (x, y) = "", (0, 0)
    for x1, y1, x2, y2 in ((_tenths(end) for end in ends) for ends in lines):
        data += _moved("m" if data else "M", x1 - x, y1 - y) + _straight(x2 - x1, y2 - y1)
        x, y = x2, y2
    return tag("path", d=data, **attributes) if data else ""


def trail(places: Iterable[tuple[float, float]]) -> str:
    """Return the data of a path through places."""
    tenths = [(_tenths(x), _tenths(y)) for x, y in places]
    start = "".join(_moved("M", x, y) for x, y in tenths[:1])
    return start + "".join(_moved("l", x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(tenths))


def _tenths(value: float) -> int:
    return round(10 * value)


def _moved(command: str, right: int, down: int) -> str:
    """Return a command of a path.

    Distances from one place to the next are short and repeat, so that a drawing compresses to half.
    """
    return f"{command}{right / 10:g} {down / 10:g}".replace(" -", "-")


def _straight(right: int, down: int) -> str:
    if right and down:
        return _moved("l", right, down)
    return f"h{right / 10:g}" if right else f"v{down / 10:g}"


def _written(value: Value) -> str:
    """Return a number with one decimal at most: a tenth of a pixel is more than anyone sees."""
    return value if isinstance(value, str) else f"{round(value, 1) + 0.0:g}"
