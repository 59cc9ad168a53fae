"""Organizations as use cases; over HTTP they are tested in tests/api."""

from __future__ import annotations

import pytest

from service.arena.catalog import organizations
from service.db.catalog_revision import revision
from service.db.engine import WriteSession
from service.domain.paging import Page
from service.errors import Conflict, Invalid, NotFound
from tests.support.served.api import in_write


def test_named_by_its_slug_until_it_gets_a_name(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        made = organizations.create(session, "luma", {})
        assert (made.name, made.url, made.retired_at) == ("luma", None, None)
        assert organizations.change(session, "luma", {"name": "Luma"}).name == "Luma"
        assert organizations.get(session, "luma").created_at == made.created_at

    in_write(database_url, work)


def test_every_change_raises_the_catalogs_revision(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        seen = [revision(session)]
        organizations.create(session, "luma", {})
        seen.append(revision(session))
        organizations.change(session, "luma", {"name": "Luma"})
        seen.append(revision(session))
        organizations.retire(session, "luma")
        seen.append(revision(session))
        assert seen == sorted(set(seen))

    in_write(database_url, work)


def test_what_cannot_be(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        organizations.create(session, "luma", {})
        with pytest.raises(Conflict):
            organizations.create(session, "luma", {})
        with pytest.raises(Invalid):
            organizations.create(session, "Luma", {})
        with pytest.raises(NotFound):
            organizations.change(session, "nobody", {})
        with pytest.raises(NotFound):
            organizations.retire(session, "nobody")
        assert [o.slug for o in organizations.page(session, Page()).items] == ["luma"]

    in_write(database_url, work)
