"""The OpenAPI document is true: schemathesis sends what it allows and what it does not, and compares.

Bounded and the same every time: a few requests an operation, chosen by the document's own examples, by the
edges of its schemas, and by chance with a fixed seed.
"""

from __future__ import annotations

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

from service.app import bare_app
from tests.support.api import Api, serving
from tests.support.databases import copy_sqlite

pytestmark = pytest.mark.slow


def no_internal_error(context: Any, response: Any, case: Any) -> bool | None:
    """Fail for 500. What else a server may answer, such as 502 for a provider that failed, is documented.

    Whether an operation meets one depends on what the operations before it stored, offers among them.
    """
    return not_a_server_error(context, response, case) if response.status_code == INTERNAL_ERROR else None


INTERNAL_ERROR = 500
CHECKS: list[Any] = [
    no_internal_error,
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


@contract().parametrize()  # type: ignore[untyped-decorator]
@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_as_documented(case: Any, served: Api) -> None:
    base = str(served.client.base_url)
    case.call_and_validate(base_url=base, headers=served.key("admin"), checks=CHECKS)
