"""The resources: their forms have every field of the API."""

from __future__ import annotations

import pytest

from service.web.admin.resources import RESOURCES, Resource


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.singular)
def test_forms_ask_for_all_that_the_api_takes(resource: Resource) -> None:
    fields = {field.name.partition(".")[0] for field in resource.fields}
    # Targets have a page of their own.
    assert fields == set(resource.new.model_fields) - {"targets"}
    changeable = {field.name.partition(".")[0] for field in resource.changeable}
    assert changeable == set(resource.patch.model_fields) - {"retired", "targets"}
