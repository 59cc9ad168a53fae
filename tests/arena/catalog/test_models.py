"""Models as use cases; over HTTP they are tested in tests/api."""

from __future__ import annotations

import pytest

from service.arena.catalog import models, organizations
from service.db.engine import WriteSession
from service.domain.catalog import License
from service.domain.paging import Page
from service.errors import Conflict, Invalid, NotFound
from tests.support.served.api import in_write


def test_said_piece_by_piece(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        organizations.create(session, "luma", {"name": "Luma"})
        made = models.create(session, "m", {"weights_open": "yes"})
        assert (made.name, made.license, made.capabilities) == ("m", License(weights_open="yes"), ())
        changed = models.change(session, "m", {"organization": "luma", "license_name": "MIT"})
        assert (changed.organization, changed.organization_name) == ("luma", "Luma")
        assert changed.license == License("MIT", weights_open="yes")
        changed = models.change(session, "m", {"capabilities": ["Text to image", "edit", "EDIT"]})
        assert changed.capabilities == ("edit", "text-to-image")
        assert models.change(session, "m", {"organization": None}).organization is None

    in_write(database_url, work)


def test_what_cannot_be(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        models.create(session, "m", {})
        with pytest.raises(Conflict):
            models.create(session, "m", {})
        with pytest.raises(Invalid, match="no organization 'luma'"):
            models.create(session, "n", {"organization": "luma"})
        with pytest.raises(Invalid, match="capabilities"):
            models.change(session, "m", {"capabilities": ["!"]})
        with pytest.raises(NotFound):
            models.get(session, "n")

    in_write(database_url, work)


def test_retired_ones_are_listed_when_asked_for(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        for slug in ("a", "b"):
            models.create(session, slug, {})
        models.retire(session, "a")
        assert [m.slug for m in models.page(session, Page()).items] == ["b"]
        assert [m.slug for m in models.page(session, Page(), retired=True).items] == ["a", "b"]
        assert models.get(session, "a").retired_at is not None

    in_write(database_url, work)
