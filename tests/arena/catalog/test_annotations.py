"""What is written down when a record or parameters change, and what is not."""

from __future__ import annotations

from service.arena.catalog import models
from service.arena.catalog.recounts import recount_named
from service.arena.models.source import read
from service.arena.models.tracker import trackers
from service.db.engine import WriteSession
from service.db.queries import annotations as marks
from tests.support.pages.model_pages import TODAY, golden
from tests.support.votes.ledgers import inside


def details(session: WriteSession, slug: str = "m0") -> list[str]:
    (tracker,) = trackers(read(session, slug, TODAY))
    return [mark.detail for mark in tracker.annotations if mark.detail != "added to the catalog"]


def test_a_changed_record_is_marked_with_what_changed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        models.change(session, "m0", {"license_name": "MIT", "capabilities": ["text-to-image"]})
        assert details(session) == ["license and capabilities changed"]
        assert details(session, "m1") == []
        models.change(session, "m0", {"license_name": "MIT"})
        models.change(session, "m0", {})
        assert details(session) == ["license and capabilities changed"]

    inside(shared_url, work)


def test_retiring_is_marked_once(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        models.retire(session, "m0")
        assert details(session) == ["retired"]

    inside(shared_url, work)


def test_new_parameters_are_marked_on_every_model_of_the_arena(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = golden(session)
        recount_named(session, "t2i", {"tau": 0.05, "beta": arena.beta})
        told = ["all votes recounted with tau 0.05"]
        assert details(session, "m0") == details(session, "m2") == told
        recount_named(session, "t2i", {"tau": 0.05})
        recount_named(session, None, {})
        assert details(session, "m0") == told
        assert marks.of(session, 0, []) == []

    inside(shared_url, work)
