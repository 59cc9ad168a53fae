"""A model's page as a document: what is told of every model, also of one of which nothing is known."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.api.schemas.models import ExampleOut, ModelPageOut, RankingOut
from service.http.schemas.catalog import ModelOut

SECTIONS = {"rankings", "performance", "tracker", "similar", "like", "pricing", "examples", "faq"}


def test_the_page_is_the_model_and_its_sections() -> None:
    assert ModelPageOut.model_fields.keys() == ModelOut.model_fields.keys() | SECTIONS | {
        "can_generate",
        "kind",
        "summary",
    }


def test_every_field_is_always_there() -> None:
    # A reader of the page must not have to ask whether a section is missing or empty.
    for schema in (ModelPageOut, RankingOut):
        added = schema.model_fields.keys() - ModelOut.model_fields.keys()
        assert all(schema.model_fields[name].is_required() for name in added)


def test_an_example_was_won_lost_or_drawn() -> None:
    with pytest.raises(ValidationError, match="'won', 'lost' or 'tie'"):
        ExampleOut.model_validate(dict.fromkeys(ExampleOut.model_fields, "both_bad"))
