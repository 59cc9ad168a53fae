"""An organization's page."""

from __future__ import annotations

import pytest

from service.arena.catalog import models, organizations
from service.arena.models.organization_page import organization_page
from service.db.engine import WriteSession
from service.errors import NotFound
from tests.support.ledgers import inside
from tests.support.model_pages import TODAY, golden


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
