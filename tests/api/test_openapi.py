"""The OpenAPI document is true: schemathesis sends what it allows and what it does not, and compares.

Bounded and the same every time: a few requests an operation, chosen by the document's own examples, by the
edges of its schemas, and by chance with a fixed seed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.api.openai.errors import spoken_at
from service.app import bare_app
from tests.support.api import Api, serving
from tests.support.databases import copy_sqlite

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield one service for all requests, with something in it to find."""
    folder = tmp_path_factory.mktemp("contract")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        api.made("/api/v1/organizations", slug="luma", name="Luma")
        api.made("/api/v1/models", slug="photon-flash-1", name="Photon Flash 1", organization="luma")
        api.made("/api/v1/models", slug="another", name="Another")
        api.made("/api/v1/arenas", slug="text-to-image", name="Text to image")
        vote = {"model_left": "another", "model_right": "photon-flash-1", "outcome": "left"}
        votes = {"votes": [vote | {"themes": ["people"], "language": "en"}] * 4}
        assert api.post("/api/v1/arenas/text-to-image/votes", votes, scope="votes").is_success
        yield api


def contract() -> Any:
    """Return the document, and how much is tried of it."""
    config = SchemathesisConfig()
    config.projects.default.generation = GenerationConfig(max_examples=8, deterministic=True, database="none")
    document = schemathesis.openapi.from_dict(bare_app().openapi(), config=config)
    return document.exclude(path_regex="/events$")  # an answer without an end; tests/api/test_events.py


@pytest.mark.slow
@contract().parametrize()  # type: ignore[untyped-decorator]
@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_as_documented(case: Any, served: Api) -> None:
    base = str(served.client.base_url)
    case.call_and_validate(base_url=base, headers=served.key("admin"), checks=CHECKS)


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
            kind = "application/json" if spoken_at(path) else "application/problem+json"
            assert kind in operation["responses"]["4XX"]["content"]
            assert ("security" in operation) == ("Needs a key" in operation["description"])


def test_what_changes_something_needs_a_key() -> None:
    document = bare_app().openapi()
    operations = [item for methods in document["paths"].values() for item in methods.items()]
    assert {method for method, operation in operations if "security" not in operation} == {"get"}


def test_every_shape_has_a_name_of_its_own() -> None:
    # Of two with one name the framework would write their modules into the document, for clients to copy.
    assert [name for name in bare_app().openapi()["components"]["schemas"] if "__" in name] == []
