"""Examples as JSON."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.api.schemas.examples import ExampleOut, ExamplesOut
from service.arena.models.examples import RULES
from service.db.engine import WriteSession
from tests.support.pages.model_pages import furnished
from tests.support.votes.ledgers import inside


def test_examples_have_the_values_of_the_use_case(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        examples = furnished(session).examples
        out = ExamplesOut.of(examples)
        assert out.rules.model_dump() == RULES
        assert [one.position for one in out.close] == [one.position for one in examples.close]
        first = out.best[0]
        assert first.result == examples.best[0].result
        assert first.image.image_url == examples.best[0].own.image_url
        assert first.image.image_url != first.opponent_image.image_url

    inside(shared_url, work)


def test_an_example_was_won_lost_or_drawn() -> None:
    with pytest.raises(ValidationError, match="'won', 'lost' or 'tie'"):
        ExampleOut.model_validate(dict.fromkeys(ExampleOut.model_fields, "both_bad"))
