"""What is taken out of the framework's schemas, and what is added."""

from __future__ import annotations

from service.api.reference.operations import Operation
from service.api.reference.tidying import (
    describe_parameters,
    with_defaults_in_words,
    without_null_defaults,
)


def test_no_field_is_null_by_default() -> None:
    schema = {
        "properties": {"a": {"type": "string", "default": None}, "default": {"anyOf": [], "default": 1}}
    }
    without_null_defaults(schema)
    assert schema == {"properties": {"a": {"type": "string"}, "default": {"anyOf": [], "default": 1}}}


def test_the_defaults_of_requests_are_words() -> None:
    fields = {
        "a": {"type": "string", "default": "rated", "description": "When."},
        "b": {"type": "integer", "default": 3},
        "c": {"$ref": "C", "default": {"mu": 25.0}},
        "d": {"type": "integer"},
    }
    assert with_defaults_in_words({"properties": fields})["properties"] == {
        "a": {"type": "string", "description": "When. Default: `rated`."},
        "b": {"type": "integer", "description": "Default: `3`."},
        "c": {"$ref": "C"},
        "d": {"type": "integer"},
    }
    assert with_defaults_in_words({"type": "string"}) == {"type": "string"}


def test_parameters_are_described_and_never_null() -> None:
    text = {
        "anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}],
        "title": "X",
        "description": "Said.",
    }
    parameters = [
        {"name": "if-match", "in": "header", "schema": text, "description": "Said."},
        {"name": "arena", "in": "path", "schema": {"type": "string"}},
        {"name": "language", "in": "query", "schema": {"type": "string", "examples": ["de"]}},
    ]
    describe_parameters(Operation("GET", "/", "get", {"parameters": parameters}, ()))
    assert parameters[0] == {
        "name": "If-Match",
        "in": "header",
        "schema": {"type": "string", "maxLength": 9},
        "description": "Said.",
    }
    assert parameters[1]["example"] == "text-to-image"
    assert parameters[1]["description"] == "The slug of the arena."
    assert parameters[2]["example"] == "de"
