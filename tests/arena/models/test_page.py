"""The whole page: every section is there, also of a model of which nothing is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.models.page import ModelPage, build, model_page
from service.arena.models.pricing import Pricing
from service.arena.models.source import read
from service.db.engine import WriteSession
from service.errors import NotFound
from tests.support.pages.model_pages import TODAY, golden
from tests.support.votes.arenas import DAY, add_arena, arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import inside


async def test_all_sections_are_about_the_same_arenas(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        editing = await services.database.write(lambda session: add_arena(session, "editing"))
        arenas = [await new_arena(services), editing]
        for arena in arenas:
            await submit(services, arena, ballots(80, days=9))
        page = await model_page(services, "m0", DAY + 9)
        slugs = {"t2i", "editing"}
        for section in (page.rankings, page.performance, page.trackers, page.similar):
            assert {entry.arena.slug for entry in section} == slugs
        assert page.like
        assert page.model.name == "M0"
        assert page.summary.startswith("M0 is a text-to-image model. Ranked ")
        with pytest.raises(NotFound, match="no model 'nobody'"):
            await model_page(services, "nobody")


def test_a_model_of_which_nothing_is_known(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        page = build(read(session, "m4", TODAY))
        empty = (page.rankings, page.performance, page.trackers, page.similar, page.like, page.faq)
        assert empty == ((),) * 6
        assert page.pricing == Pricing(None, (), TODAY)
        assert (page.examples.best, page.examples.losses, page.examples.close) == ((), (), ())
        assert isinstance(page, ModelPage)
        assert page.summary == "M4 is an image model."

    inside(shared_url, work)
