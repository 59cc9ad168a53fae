"""What there is to find."""

from __future__ import annotations

from service.arena.catalog import arenas, models, organizations
from service.arena.models.site_map import site_map
from service.db.engine import WriteSession
from tests.support.pages.model_pages import golden
from tests.support.votes.ledgers import inside


def test_every_page_but_of_what_is_retired(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        organizations.create(session, "luma", {"name": "Luma"})
        models.create(session, "模型", {"name": "In another script"})
        models.retire(session, "m3")
        assert set(site_map(session)) >= {
            "/",
            "/models",
            "/arenas/t2i",
            "/arenas/t2i/prices",
            "/models/m0",
            "/models/%E6%A8%A1%E5%9E%8B",
            "/organizations/luma",
        }
        assert "/models/m3" not in site_map(session)
        arenas.retire(session, "t2i")
        assert "/arenas/t2i" not in site_map(session)

    inside(shared_url, work)
