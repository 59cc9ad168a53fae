"""The service with the small arena of `tests.support.pages.model_pages`, served over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from service.arena.catalog import models
from service.db.engine import WriteSession
from tests.support.db.databases import copy_sqlite
from tests.support.pages.model_pages import golden
from tests.support.served.api import Api, in_write, serving

HOSTILE = (
    "</title></option><script>alert('name')</script> \u202e\u0645\u0631\u062d\u0628\u0627 \x01🦊" + "W" * 130
)
"""A name that does harm where it is not escaped or shortened, or where it widens the page."""


def hostile(session: WriteSession) -> None:
    """Make the small arena, in which ``m1`` has that name."""
    golden(session)
    models.change(session, "m1", {"name": HOSTILE})


@contextmanager
def small_site(
    template: Path, folder: Path, furnish: Callable[[WriteSession], object] = hostile, **settings: object
) -> Iterator[Api]:
    """Yield the service on a copy of the migrated file, furnished before it starts."""
    url = copy_sqlite(template, folder)
    in_write(url, lambda session: furnish(session) and None)
    with serving(url, folder, **settings) as api:
        yield api
