"""What requests about organizations, models and offers say to the use cases."""

from __future__ import annotations

from typing import Any

import pytest

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
