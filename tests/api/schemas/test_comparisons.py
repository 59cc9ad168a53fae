"""A comparison as a document."""

from __future__ import annotations

from service.api.schemas import comparisons as schemas


def test_every_field_is_always_there() -> None:
    for schema in (schemas.ComparisonOut, schemas.ComparedPairOut, schemas.ComparedPromptOut):
        assert all(field.is_required() for field in schema.model_fields.values())
