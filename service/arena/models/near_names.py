"""What somebody may have meant by an address at which nothing is: pages whose names are near it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple
from urllib.parse import quote

from service.arena.catalog import arenas, models, organizations
from service.db.engine import ReadSession
from service.domain.paging import Page

SHOWN = 3
# From this similarity on, of 1 for equal, names are taken for the same one misspelled.
_NEAR = 0.7
# A comparison takes about 10 µs: a wrong address costs at most some 40 ms.
_MOST = Page(limit=2_000)
_LONGEST = 80


class NearName(NamedTuple):
    """A page with a name near the one asked for."""

    path: str
    name: str


def near_names(path: str, pages: Iterable[NearName]) -> tuple[NearName, ...]:
    """Return the pages whose names are nearest to the end of a path, at most `SHOWN`, the nearest first.

    Of equally near names, those of the path's own kind come first: for ``/models/fluxx`` a model before an
    arena.
    """
    kind, _, word = path.strip("/").rpartition("/")
    wanted = _plain(word)[:_LONGEST]
    found = [(_similarity(wanted, one), one) for one in pages]
    near = [(share, one.path.startswith(f"/{kind}/"), one) for share, one in found if share >= _NEAR]
    near.sort(key=lambda item: (-item[0], not item[1], item[2].path))
    return tuple(one for _, _, one in near[:SHOWN])


def named_pages(session: ReadSession) -> tuple[NearName, ...]:
    """Return the pages of the arenas, models and makers in use, at most 2,000 of each."""
    return tuple(_pages(session))


def _pages(session: ReadSession) -> Iterator[NearName]:
    for arena in arenas.page(session, _MOST).items:
        yield NearName(f"/arenas/{quote(arena.slug)}", arena.name)
    for model in models.page(session, _MOST).items:
        yield NearName(f"/models/{quote(model.slug)}", model.name)
    for organization in organizations.page(session, _MOST).items:
        yield NearName(f"/organizations/{quote(organization.slug)}", organization.name)


def _similarity(wanted: str, one: NearName) -> float:
    return max(_ratio(wanted, name) for name in {_plain(one.path.rpartition("/")[2]), _plain(one.name)})


def _ratio(wanted: str, name: str) -> float:
    """Return how alike two names are; 0 where they cannot be near."""
    matcher = SequenceMatcher(None, wanted, name[:_LONGEST], autojunk=False)
    if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
        return 0.0
    return matcher.ratio()


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
