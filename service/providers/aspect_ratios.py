"""Aspect ratios, for vendors that accept a ratio of width to height instead of a size in pixels."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from service.providers.protocol import ImageRequest


def nearest(request: ImageRequest, ratios: Iterable[str]) -> str | None:
    """Return the ratio, such as ``16:9``, that is nearest to the size of a request, None without a size."""
    if request.width is None or request.height is None:
        return None
    wanted = log(request.width / request.height)
    return min(ratios, key=lambda ratio: abs(log(_value(ratio)) - wanted))


def _value(ratio: str) -> float:
    width, _, height = ratio.partition(":")
    return int(width) / int(height)
