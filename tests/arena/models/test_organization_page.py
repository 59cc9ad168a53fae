"""An organization's page."""

from __future__ import annotations

import pytest

from service.arena.catalog import models, organizations
from service.arena.models.organization_page import organization_page, organization_pages
from service.db.engine import WriteSession
from service.errors import NotFound
from tests.support.pages.model_pages import TODAY, golden
from tests.support.votes.ledgers import inside


def test_its_models_the_highest_ranked_first_and_the_retired_too(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        organizations.create(session, "luma", {"name": "Luma"})
        organizations.create(session, "empty", {})
        for slug in ("m4", "m1", "m2"):
            models.change(session, slug, {"organization": "luma"})
        models.retire(session, "m1")
        page = organization_page(session, "luma", TODAY)
        assert page.organization.name == "Luma"
        assert [card.model.slug for card in page.cards] == ["m2", "m1", "m4"]
        assert organization_page(session, "empty", TODAY).cards == ()
        with pytest.raises(NotFound, match="no organization 'nobody'"):
            organization_page(session, "nobody", TODAY)

    inside(shared_url, work)


def test_makers_with_the_best_ranked_models_first(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        for slug, own in (("empty", ()), ("last", ("m1", "m4")), ("best", ("m0",)), ("gone", ("m2",))):
            organizations.create(session, slug, {})
            for model in own:
                models.change(session, model, {"organization": slug})
        models.retire(session, "m2")
        pages = organization_pages(session, TODAY)
        assert [(page.organization.slug, len(page.cards)) for page in pages] == [
            ("best", 1),
            ("last", 2),
            ("empty", 0),
            ("gone", 0),
        ]

    inside(shared_url, work)
