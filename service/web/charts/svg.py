"""SVG as text: elements with escaped attributes and content."""

from __future__ import annotations

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


def _written(value: Value) -> str:
    """Return a number with two decimals at most: a hundredth of a pixel is more than anyone sees."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
