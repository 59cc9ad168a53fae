"""What Pydantic finds wrong, in our words; tests/api/test_problems.py has the sentences over HTTP."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.errors import ArenaError, Invalid, Malformed
from service.http.schemas.catalog import NewOrganization
from service.http.validation import invalid


def found(body: str) -> ArenaError:
    with pytest.raises(ValidationError) as caught:
        NewOrganization.model_validate_json(body)
    return invalid(caught.value.errors(include_url=False, include_input=False))


def test_what_is_no_json_is_malformed() -> None:
    error = found("{")
    assert isinstance(error, Malformed)
    assert "is not JSON" in error.detail


def test_each_field_has_its_sentence() -> None:
    error = found('{"slug": "a", "url": "ftp://x", "more": 1}')
    assert isinstance(error, Invalid)
    assert {field.field: field.detail for field in error.errors} == {
        "name": "is required",
        "url": "must be a valid http(s) URL, without a user name or password",
        "more": "is unknown; check its spelling or leave it out",
    }


def test_what_stood_there_is_not_repeated() -> None:
    assert "secret" not in found('{"slug": "a", "name": 1, "url": "secret"}').detail
