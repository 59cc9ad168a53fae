"""Shapes of images: a form's texts become numbers, and nothing else gets through."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.http.schemas.images import NewImage, NewSource, WithdrawQuery


def test_a_form_is_all_texts() -> None:
    made = NewImage.model_validate_strings({"model": "m", "prompt_id": "17"})
    assert (made.model, made.prompt_id) == ("m", 17)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"model": "m"},
        {"model": "m", "prompt_id": ""},
        {"model": "m", "prompt_id": "0"},
        {"model": "m", "prompt_id": "1.5"},
        {"model": "m", "prompt_id": "NaN"},
        {"model": "", "prompt_id": "1"},
        {"model": "m\0", "prompt_id": "1"},
        {"model": "m", "prompt_id": "1", "promt": "x"},
    ],
)
def test_what_is_wrong_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        NewImage.model_validate_strings(fields)


def test_a_source_may_be_told_by_its_address_alone() -> None:
    assert NewSource.model_validate_strings({}).url is None
    with pytest.raises(ValidationError):
        NewSource.model_validate_strings({"url": "file:///etc/passwd"})


def test_a_withdrawal_has_a_reason() -> None:
    assert WithdrawQuery().reason
    with pytest.raises(ValidationError):
        WithdrawQuery(reason="")
