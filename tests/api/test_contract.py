"""The OpenAPI document is true: schemathesis sends what it allows and what it does not, and compares.

With all its checks. Bounded and the same every time: a few requests an operation, chosen by the document's
own examples, by the edges of its schemas, and by chance with a fixed seed. The requests of an operation take
longer to choose than to send, so that each part of the document chooses its own when it runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks, not_a_server_error
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.openapi.checks import RejectedPositiveData

# What schemathesis's own decorator does for all operations while tests are collected, in every worker.
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.support.db.databases import copy_sqlite
from tests.support.served.api import Api
from tests.support.served.document import DOCUMENT
from tests.support.served.gateway import gateway
from tests.support.served.stated import states

pytestmark = pytest.mark.slow

PARTS = 12
EXAMPLES = 4
FEW = settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)


def no_internal_error(context: Any, response: Any, case: Any) -> bool | None:
    """Fail for 500. What else a server may answer, such as 502 for a provider that failed, is documented.

    Whether an operation meets one depends on what the operations before it stored, offers among them.
    """
    if response.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
        return not_a_server_error(context, response, case)
    return None


def constraints_are_stated(context: Any, response: Any, case: Any) -> bool | None:
    """Fail if a request that fits the schemas is refused for something that the document does not state."""
    try:
        return positive_data_acceptance(context, response, case)
    except RejectedPositiveData:
        operation, problem = case.operation.definition.raw, json.loads(response.content)
        if states(DOCUMENT, operation, response.status_code, problem):
            return None
        raise


def bad_data_is_refused(context: Any, response: Any, case: Any) -> bool | None:
    """Fail if a request that does not fit the schemas is accepted. A wrong If-Match gets 412."""
    if response.status_code == httpx.codes.PRECONDITION_FAILED:
        return None
    return negative_data_rejection(context, response, case)


def every_check() -> list[Any]:
    """Return all checks of schemathesis, some of them as above."""
    load_all_checks()
    own = {
        "not_a_server_error": no_internal_error,
        "positive_data_acceptance": constraints_are_stated,
        "negative_data_rejection": bad_data_is_refused,
    }
    return [*own.values(), *(check for check in CHECKS.get_all() if check.__name__ not in own)]


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield one service for all requests, with something in it to find, and a model that generates."""
    folder = tmp_path_factory.mktemp("contract")
    with gateway(copy_sqlite(sqlite_template, folder), folder) as (api, _):
        api.made("/api/v1/models", slug="photon-flash-1", name="Photon Flash 1", organization="luma")
        api.made("/api/v1/models", slug="another", name="Another")
        api.made("/api/v1/arenas", slug="text-to-image", name="Text to image")
        api.made("/api/v1/arenas/text-to-image/prompts", text="A cat", themes=["people"], language="en")
        vote = {"model_left": "another", "model_right": "photon-flash-1", "outcome": "left"}
        votes = {"votes": [vote | {"themes": ["people"], "language": "en"}] * 4}
        assert api.post("/api/v1/arenas/text-to-image/votes", votes, scope="votes").is_success
        yield api


def contract() -> Any:
    """Return the document, and how much is tried of it."""
    config = SchemathesisConfig()
    config.projects.default.generation = GenerationConfig(
        max_examples=EXAMPLES, deterministic=True, database="none"
    )
    return schemathesis.openapi.from_dict(DOCUMENT, config=config)


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_are_as_documented(part: int, served: Api, subtests: pytest.Subtests) -> None:
    schema, checks = contract(), every_check()
    feedback = FeedbackSources(constants_value_source=make_constants_value_source(schema))
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations[part::PARTS]:
        with subtests.test(operation.label):
            build_operation_test(
                config=schema.config,
                operation=operation,
                test_func=compare,
                given_kwargs={},
                feedback=feedback,
                explicit_settings=FEW,
            )(served=served, checks=checks)


def compare(case: Any, served: Api, checks: list[Any]) -> None:
    """Send a request, and compare the answer with the document."""
    base, key = str(served.client.base_url), served.key("admin")
    if case.path.endswith("/events"):
        case.validate_response(beginning(case, base, key), checks=checks, headers=key)
    else:
        case.call_and_validate(base_url=base, headers=key, checks=checks)


def beginning(case: Any, base: str, headers: dict[str, str]) -> httpx.Response:
    """Return the answer to a case, of an endless one only the first event."""
    with httpx.stream(**case.as_transport_kwargs(base_url=base, headers=headers)) as answer:
        endless = answer.headers.get("content-type", "").startswith("text/event-stream")
        content = next(answer.iter_raw()) if endless else answer.read()
    part = httpx.Response(answer.status_code, headers=answer.headers, content=content, request=answer.request)
    part.elapsed = answer.elapsed
    return part
