"""The OpenAPI document: complete, and the same without a server."""

from __future__ import annotations

import json

from service.api.openai.errors import shape_at
from service.api.openai.schemas import OpenAiError
from service.app import bare_app


def test_the_document_needs_no_server() -> None:
    document = bare_app().openapi()
    assert document["openapi"].startswith("3.1")
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_bodies_keys_and_errors_are_in_it() -> None:
    document = bare_app().openapi()
    create = document["paths"]["/api/v1/models"]["post"]
    reference = create["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    shape = document["components"]["schemas"][reference.rpartition("/")[2]]
    assert shape["required"] == ["slug", "name"]
    assert shape["additionalProperties"] is False
    assert create["security"] == [{"key": []}]
    assert "`catalog`" in create["description"]
    assert set(create["responses"]) == {"201", "4XX", "5XX"}
    for path, methods in document["paths"].items():
        for operation in methods.values():
            kind = "application/json" if shape_at(path) is OpenAiError else "application/problem+json"
            assert kind in operation["responses"]["4XX"]["content"]
            assert ("security" in operation) == ("Needs a key" in operation["description"])


def test_what_changes_something_needs_a_key() -> None:
    document = bare_app().openapi()
    operations = [item for methods in document["paths"].values() for item in methods.items()]
    assert {method for method, operation in operations if "security" not in operation} == {"get"}


def test_every_shape_has_a_name_of_its_own() -> None:
    # Of two with one name the framework would write their modules into the document, for clients to copy.
    assert [name for name in bare_app().openapi()["components"]["schemas"] if "__" in name] == []
