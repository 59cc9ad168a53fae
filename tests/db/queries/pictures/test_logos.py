"""Rows of logos: that of the site and those of arenas are known, and no others."""

from __future__ import annotations

from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.db.queries.pictures import logos
from service.domain.branding.logos import Logo
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside, reread

SITE, OWN = Logo(b"s" * 32, 90, 80), Logo(b"a" * 32, 300, 96)


def test_set_found_and_removed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        touch_catalog(session)
        logos.set_site(session, SITE)
        arena = add_arena(session)
        arenas.change(session, arena.id, logos.columns_of(OWN))
        assert logos.site(session)[0] == SITE
        assert reread(session, arena.id).logo == OWN
        assert [logos.is_logo(session, one) for one in (SITE.digest, OWN.digest, b"x" * 32)] == [
            True,
            True,
            False,
        ]
        logos.set_site(session, None)
        arenas.change(session, arena.id, logos.columns_of(None))
        assert logos.site(session)[0] is None
        assert reread(session, arena.id).logo is None
        assert not logos.is_logo(session, SITE.digest)

    inside(shared_url, work)
