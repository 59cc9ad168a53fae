"""The nouns: a form asks for all that the API takes."""

from __future__ import annotations

import pytest

from service.web.admin.resources import NOUNS, Resource


@pytest.mark.parametrize("noun", NOUNS.values(), ids=lambda noun: noun.one)
def test_forms_ask_for_all_that_the_api_takes(noun: Resource) -> None:
    asked = {field.name.partition(".")[0] for field in noun.fields}
    assert asked == set(noun.new.model_fields)
    changeable = {field.name.partition(".")[0] for field in noun.changeable}
    assert changeable == set(noun.patch.model_fields) - {"retired"}
