"""A model's page as JSON: every section, from the use case's values."""

from __future__ import annotations

import json

from service.api.schemas.models import ModelPageOut
from service.arena.models.page import build
from service.arena.models.source import read
from service.db.engine import WriteSession
from service.http.schemas.catalog import ModelOut
from tests.support.pages.model_pages import TODAY, furnished
from tests.support.votes.ledgers import inside

SECTIONS = ("images", "rankings", "performance", "tracker", "similar", "like", "pricing", "examples", "faq")


def test_the_page_is_the_model_and_its_sections() -> None:
    assert tuple(ModelPageOut.model_fields) == (
        *ModelOut.model_fields,
        "can_generate",
        "kind",
        "summary",
        *SECTIONS,
    )


def test_every_field_is_always_there() -> None:
    # A reader of the page must not have to ask whether a section is missing or empty.
    assert all(ModelPageOut.model_fields[name].is_required() for name in SECTIONS)


def test_a_page_is_the_same_after_a_round_trip(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        for page in (furnished(session), build(read(session, "m4", TODAY))):
            content = ModelPageOut.of(page).to_json()
            assert ModelPageOut.model_validate_json(content).to_json() == content

    inside(shared_url, work)


def test_each_section_has_the_values_of_the_use_case(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        page = furnished(session)
        document = json.loads(ModelPageOut.of(page).to_json())
        (offer,) = document["pricing"]["offers"]
        assert (offer["latency_p50_ms"], offer["latency_p95_ms"], offer["generations"]) == (800, 2_100, 7)
        below = page.similar[0].below[0]
        neighbor = document["similar"][0]["below"][0]
        assert neighbor["win_probability"] == below.chances.better
        assert below.record is not None
        assert neighbor["head_to_head"]["votes"] == below.record.votes
        assert neighbor["head_to_head"]["win_rate"] == below.record.win_rate
        assert [one["distance"] for one in document["like"]] == [one.distance for one in page.like]
        assert document["faq"][0] == page.faq[0]._asdict()

    inside(shared_url, work)
