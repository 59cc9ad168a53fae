"""The OpenAPI document: complete, and the same without a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from service.api.openai.errors import shape_at
from service.api.openai.schemas import OpenAiError
from service.api.reference import texts
from service.app import bare_app
from tests.support.served.document import DOCUMENT

Json = dict[str, Any]

OPERATIONS: dict[str, Json] = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
# An example of bytes, or of a part, says nothing.
WITHOUT_EXAMPLE = {"GET /v1/outputs/{token}"}
PART = "206"


def responses_of(operation: Json) -> dict[str, Json]:
    """Return the responses of an operation by status, with those that they refer to."""
    shared = DOCUMENT["components"]["responses"]
    return {
        status: shared[response["$ref"].rpartition("/")[2]] if "$ref" in response else response
        for status, response in operation["responses"].items()
    }


def nodes(value: object) -> Iterator[Json]:
    """Yield every object in a part of the document."""
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child)


def test_the_document_needs_no_server() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert json.loads(json.dumps(DOCUMENT, allow_nan=False)) == DOCUMENT


def test_it_says_whose_it_is_and_where() -> None:
    assert DOCUMENT["info"]["license"] == {"name": "MIT", "identifier": "MIT"}
    assert DOCUMENT["servers"][0]["url"] == "/"
    assert set(DOCUMENT["components"]["securitySchemes"]) == {"key", "voter"}


def test_it_is_made_when_it_is_asked_for() -> None:
    app = bare_app()
    assert app.openapi_schema is None
    assert app.openapi() is app.openapi()


def test_names_are_those_that_programs_use() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)
    assert OPERATIONS["GET /api/v1/arenas/{arena}/leaderboard"]["operationId"] == "getLeaderboard"
    assert OPERATIONS["POST /api/v1/arenas/{arena}/matchups"]["operationId"] == "dealMatchup"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_described(name: str) -> None:
    operation = OPERATIONS[name]
    where = f"{name}: "
    assert operation["description"].strip().endswith("."), (
        f"{where}give its function a docstring of sentences"
    )
    assert operation["tags"][0] in texts.TAGS, f"{where}describe its tag in service/api/reference/texts.py"
    words = operation["operationId"]
    assert words != words.lower(), (
        f"{where}its id is the name of its function: name that after what it does, a verb first"
    )
    for parameter in operation.get("parameters", ()):
        assert parameter.get("description"), (
            f"{where}describe {parameter['name']} where it is declared, or in PARAMETERS in "
            "service/api/reference/texts.py"
        )
        assert "null" not in json.dumps(parameter["schema"]), f"{where}{parameter['name']} cannot be null"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_examples(name: str) -> None:
    operation = OPERATIONS[name]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        assert content.get("example"), f"{name}: give its body an example in service/api/reference/values.py"
    if name in WITHOUT_EXAMPLE:
        return
    for status, response in responses_of(operation).items():
        contents = response.get("content", {}).values()
        has_one = any("example" in content or "examples" in content for content in contents)
        assert has_one or not contents or status == PART, f"{name}: its response {status} has no example"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_its_errors(name: str) -> None:
    operation = OPERATIONS[name]
    answers = responses_of(operation)
    path = name.partition(" ")[2]
    kind = "application/json" if shape_at(path) is OpenAiError else "application/problem+json"
    assert {"429", "500", "503"} <= set(answers)
    assert not {"4XX", "5XX", "default"} & set(answers)
    for status, answer in answers.items():
        assert "X-Request-ID" in answer["headers"]
        assert int(status) < 400 or set(answer["content"]) == {kind}


def test_what_an_operation_needs_is_its_security() -> None:
    by_need: dict[str, set[str]] = {}
    for operation in OPERATIONS.values():
        by_need.setdefault(json.dumps(operation["security"]), set()).add(operation["operationId"])
        assert ("Needs a key" in operation["description"]) == (operation["security"][:1] == [{"key": []}])
    assert {"getHealth", "getReadiness", "getOutput"} == by_need["[]"]
    assert "getLeaderboard" in by_need['[{}, {"key": []}]']
    assert "followArena" in by_need['[{}, {"key": []}]']
    assert "createModel" in by_need['[{"key": []}]']
    assert {"dealMatchup", "skipMatchup", "voidVote", "voteOnMatchup"} == by_need[
        '[{"key": []}, {"voter": []}, {}]'
    ]
    assert {"getOwnLeaderboard"} == by_need['[{"voter": []}, {}]']


def test_what_changes_something_needs_a_key() -> None:
    open_to_all = {name for name, operation in OPERATIONS.items() if {} in operation["security"][:1]}
    assert {name for name in open_to_all if not name.startswith("GET ")} == {"POST /api/v1/query"}


def test_bodies_are_in_it() -> None:
    create = OPERATIONS["POST /api/v1/models"]
    reference = create["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    shape = DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]]
    assert shape["required"] == ["slug", "name"]
    assert shape["additionalProperties"] is False
    assert "`catalog`" in create["description"]
    assert sorted(create["responses"]) == [
        *("201", "400", "401", "403", "408", "409", "413", "415", "422", "429", "431", "500", "503", "507")
    ]


def test_nothing_is_null_by_default() -> None:
    assert [node for node in nodes(DOCUMENT) if node.get("default", "") is None and "type" in node] == []
    assert [node for node in nodes(DOCUMENT) if node.get("default", "") is None and "anyOf" in node] == []


def test_tables_are_text() -> None:
    leaderboard = OPERATIONS["GET /api/v1/arenas/{arena}/leaderboard"]["responses"]["200"]["content"]
    assert {kind.partition(";")[0] for kind in leaderboard} == {
        "application/json",
        "application/vnd.apache.parquet",
        "application/x-ndjson",
        "text/csv",
    }
    assert all(content["schema"] for content in leaderboard.values())


def test_every_shape_has_a_name_of_its_own() -> None:
    # Of two with one name the framework would write their modules into the document, for clients to copy.
    assert [name for name in DOCUMENT["components"]["schemas"] if "__" in name] == []
