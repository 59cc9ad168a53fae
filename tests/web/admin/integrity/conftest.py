"""An arena that somebody rigs, on a server that the tests of a module share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.domain.votes import Exclusion
from tests.support.db.databases import copy_sqlite
from tests.support.served.admins import AdminBrowser
from tests.support.served.api import in_write, serving
from tests.support.votes.ledgers import reread
from tests.support.votes.rigged_arenas import add_rigged

ARRIVED = [2, 3, 4]
"""The positions of the votes that were held on arrival, all by others and from other networks."""


def rig(session: WriteSession) -> None:
    """Make the arena, which only flags, with three votes that were held on arrival."""
    arena = add_rigged(session, on_evidence="flag")
    void(session, reread(session, arena.id), ARRIVED, "over a limit", Exclusion.HELD)


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminBrowser]:
    """Yield a session at the server."""
    folder = tmp_path_factory.mktemp("rigged")
    url = copy_sqlite(sqlite_template, folder)
    in_write(url, rig)
    # The matchups are decades old.
    with serving(url, folder, retention_days=0) as api:
        browser = AdminBrowser(api)
        yield browser
        browser.close()
