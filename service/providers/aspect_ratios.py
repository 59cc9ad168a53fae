"""Shapes: vendors that take no size in pixels take a ratio of width to height."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from service.providers.protocol import ImageRequest


def nearest(order: ImageRequest, ratios: Iterable[str]) -> str | None:
    """Return the ratio, such as ``16:9``, that comes nearest to the size of an order.

    None where it has no size.
    """
    if order.width is None or order.height is None:
        return None
    shape = log(order.width / order.height)
    return min(ratios, key=lambda ratio: abs(log(_value(ratio)) - shape))


def _value(ratio: str) -> float:
    across, _, down = ratio.partition(":")
    return int(across) / int(down)
