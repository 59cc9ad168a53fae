"""The errors of operations: each that there is, where it can be answered, as it is answered."""

from __future__ import annotations

from fastapi.routing import APIRoute

from service.api.reference.error_samples import SAMPLES
from service.api.reference.errors import BESIDES, errors_of
from service.api.reference.operations import operations_of
from service.errors import ArenaError, ChallengeNeeded, MethodNotAllowed, TooMany, Unauthorized
from tests.support.served.document import APP, DOCUMENT

OPERATIONS = {operation.id: operation for operation in operations_of(DOCUMENT, APP)}
# A path with another method is another operation, or none.
NOWHERE = {MethodNotAllowed}


def kinds() -> set[type[ArenaError]]:
    """Return every kind of error."""
    found = [ArenaError]
    for kind in found:
        found += kind.__subclasses__()
    return {kind for kind in found if kind.__module__ == ArenaError.__module__}


def test_every_operation_has_stated_its_own_errors() -> None:
    missing = set(OPERATIONS) - set(BESIDES)
    assert not missing, (
        f"state in BESIDES in service/api/reference/errors.py which errors {sorted(missing)} can answer, "
        "beside those that follow from its parameters, its body and its key; () if there are none"
    )
    assert set(BESIDES) - set(OPERATIONS) == set(), "these operations do not exist any more"


def test_every_error_can_be_answered_and_is_shown() -> None:
    answered = set[type[ArenaError]]().union(*map(errors_of, OPERATIONS.values()))
    # An error of another error's code is the same one for its readers.
    unused = {kind.code for kind in kinds() - NOWHERE} - {kind.code for kind in answered}
    assert not unused, (
        f"no operation answers {sorted(unused)}: add it to BESIDES in "
        "service/api/reference/errors.py where it can happen"
    )
    assert answered == set(SAMPLES), "an error that can be answered needs a sample in error_samples.py"


def test_they_are_shown_as_they_are_answered() -> None:
    responses = DOCUMENT["components"]["responses"]
    always = {"RateLimit", "RateLimit-Policy", "X-Request-ID"}
    unauthorized = responses["Unauthorized"]
    example = unauthorized["content"]["application/problem+json"]["examples"][Unauthorized.code]["value"]
    assert (example["type"], example["status"]) == ("/problems/unauthorized", 401)
    assert set(unauthorized["headers"]) == {"WWW-Authenticate", *always}
    assert set(responses["TooMany"]["headers"]) == {"Retry-After", *always}
    assert TooMany.code in responses["TooMany"]["description"]
    challenge = responses["ChallengeNeededOrForbidden"]["content"]["application/problem+json"]["examples"]
    assert challenge[ChallengeNeeded.code]["value"]["challenge"]["kind"] == "work"


def test_openai_has_its_own_format_and_statuses() -> None:
    answers = DOCUMENT["paths"]["/v1/images/generations"]["post"]["responses"]
    assert "422" not in answers
    invalid = DOCUMENT["components"]["responses"][answers["400"]["$ref"].rpartition("/")[2]]
    assert invalid["content"]["application/json"]["examples"]["invalid"]["value"]["error"]["param"] == "limit"


def test_every_route_is_an_operation() -> None:
    routes = [route for route in APP.routes if isinstance(route, APIRoute) and route.include_in_schema]
    assert sum(len(route.methods or ()) for route in routes) == len(OPERATIONS)
