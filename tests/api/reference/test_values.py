"""The values of examples are all used, so that none outlives its field."""

from __future__ import annotations

from service.api.reference.examples import shape_of
from service.api.reference.values import REQUESTS, VALUES
from tests.support.served.document import DOCUMENT


def test_every_value_has_its_field() -> None:
    shapes = {
        name: schema.get("properties", {}) for name, schema in DOCUMENT["components"]["schemas"].items()
    }
    fields = {field for properties in shapes.values() for field in properties}
    both = {f"{name}.{field}" for name, properties in shapes.items() for field in properties}
    assert set(VALUES) - fields - both == set()


def test_every_request_has_its_body() -> None:
    bodies = {
        shape_of(content["schema"])
        for methods in DOCUMENT["paths"].values()
        for operation in methods.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    }
    assert set(REQUESTS) == bodies
