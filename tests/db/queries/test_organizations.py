"""The rows of organizations."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries import organizations
from service.domain.paging import Page
from tests.support.served.api import in_write


def test_added_changed_and_paged_by_slug(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        for slug in ("c", "a", "b"):
            organizations.add(session, {"slug": slug, "name": slug.upper(), "created_at": 1})
        found = organizations.get(session, "b")
        assert found is not None
        organizations.change(session, found.id, {"retired_at": 7, "url": "https://b.example"})
        found = organizations.get(session, "b")
        assert found is not None
        assert (found.name, found.url, found.retired_at) == ("B", "https://b.example", 7)
        assert organizations.get(session, "d") is None

        def page(after: str, limit: int, *, retired: bool) -> list[str]:
            return [row.slug for row in organizations.page(session, Page(after, limit), retired=retired)]

        assert page("", 100, retired=True) == ["a", "b", "c"]
        assert page("", 100, retired=False) == ["a", "c"]
        assert page("a", 1, retired=True) == ["b", "c"]  # one more than the page, to see whether it ends

    in_write(database_url, work)
