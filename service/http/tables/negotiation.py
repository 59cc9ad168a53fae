"""Which format a read has: what `format` says, or else what the header Accept prefers."""

from __future__ import annotations

from functools import lru_cache

from service.arena.tables.encoding import MEDIA_TYPES

JSON = "json"
# Of formats that are equally welcome, the first one.
_OFFERED = {JSON: "application/json"} | {kind: name.partition(";")[0] for kind, name in MEDIA_TYPES.items()}
_ALSO = {"application/ndjson": "ndjson", "application/jsonl": "ndjson", "application/x-parquet": "parquet"}
# Longer ones are nobody's; the answer to them is JSON.
_LONGEST = 1_000


@lru_cache(maxsize=256)
def preferred(accept: bytes) -> str:
    """Return the format that an Accept header prefers; JSON where it prefers none that there is."""
    if not accept or len(accept) > _LONGEST:
        return JSON
    wishes = dict(_wish(part) for part in accept.decode("latin-1").lower().split(","))
    for other, kind in _ALSO.items():
        if other in wishes:
            wishes.setdefault(_OFFERED[kind], wishes[other])
    best = max(_OFFERED, key=lambda kind: _quality(wishes, _OFFERED[kind]))
    return best if _quality(wishes, _OFFERED[best]) > 0 else JSON


def _wish(part: str) -> tuple[str, float]:
    name, *parameters = (one.strip() for one in part.split(";"))
    for one in parameters:
        if one.startswith("q="):
            try:
                return name, float(one[2:])
            except ValueError:
                return name, 0.0
    return name, 1.0


def _quality(wishes: dict[str, float], media_type: str) -> float:
    """Return how welcome a type is: what is said of it itself, else of its kind, else of everything."""
    family = f"{media_type.partition('/')[0]}/*"
    return wishes.get(media_type, wishes.get(family, wishes.get("*/*", 0.0)))
