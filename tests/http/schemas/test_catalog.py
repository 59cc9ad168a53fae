"""What requests about organizations, models and offers say to the use cases."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from service.http.schemas.catalog import ModelPatch, NewModel, NewOffer, NewOrganization, OrganizationPatch

UNKNOWN = {
    "license_name": None,
    "license_url": None,
    "weights_open": "unknown",
    "commercial_use": "unknown",
}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("{}", {}),
        ('{"name": "A"}', {"name": "A"}),
        ('{"organization": null}', {"organization": None}),
        ('{"released": "2026-01-31"}', {"released": "2026-01-31"}),
        ('{"license": {}}', {}),
        ('{"license": {"name": "MIT"}}', {"license_name": "MIT"}),
        ('{"license": {"url": null, "weights_open": "no"}}', {"license_url": None, "weights_open": "no"}),
        ('{"license": null}', UNKNOWN),
        ('{"capabilities": []}', {"capabilities": []}),
        ('{"retired": true}', {"retired": True}),
    ],
)
def test_a_patch_says_only_what_it_names(body: str, fields: dict[str, Any]) -> None:
    assert ModelPatch.model_validate_json(body).fields() == fields


@pytest.mark.parametrize(
    "day",
    ['"0"', '"86400"', '"20260131"', '"2026-01-31T00:00:00"', '"2026-01"', "0", "20484", '"2026-02-30"'],
)
def test_a_date_is_a_day_and_never_a_number(day: str) -> None:
    with pytest.raises(ValidationError):
        ModelPatch.model_validate_json(f'{{"released": {day}}}')
    with pytest.raises(ValidationError):
        NewOffer.model_validate_json(
            f'{{"provider": "a", "amount": 1, "currency": "USD", "valid_from": {day}}}'
        )


def test_a_creation_says_all_but_the_slug() -> None:
    assert NewModel.model_validate_json('{"slug": "a", "name": "A"}').fields() == {"name": "A"}
    made = NewOrganization.model_validate_json('{"slug": "a", "name": "A", "url": null}')
    assert made.fields() == {"name": "A", "url": None}
    assert OrganizationPatch.model_validate_json('{"url": null}').fields() == {"url": None}


def test_an_offer_says_what_it_names() -> None:
    text = '{"provider": "a", "amount": 1, "currency": "USD", "valid_from": "2026-01-31"}'
    assert NewOffer.model_validate_json(text).fields() == {
        "provider": "a",
        "amount": 1.0,
        "currency": "USD",
        "valid_from": "2026-01-31",
    }
