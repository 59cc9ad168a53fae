"""The OpenAPI document: what the framework derives from the routes, completed where it cannot know.

It is made when it is first asked for, and then kept. What people have to write is in `texts`, `values`,
`errors`, `error_samples` and `headers`; everything else follows from the routes and their shapes.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.api.openai.schemas import GatewayProblem, OpenAiError
from service.api.reference import texts
from service.api.reference.errors import describe_errors
from service.api.reference.examples import Examples, describe_examples
from service.api.reference.headers import HEADERS, NOT_MODIFIED, OK, PART, describe_headers, has_etag
from service.api.reference.operations import Json, Operation, operations_of
from service.api.reference.security import describe_security
from service.api.reference.tidying import describe_parameters, with_defaults_in_words, without_null_defaults
from service.api.request_bodies import FormBody, JsonBody, form_schema
from service.arena.tables.encoding import MEDIA_TYPES
from service.http.schemas.base import Problem

_REFERENCE = "#/components/schemas/{model}"
_UNUSED = ("HTTPValidationError", "ValidationError")
_DEFAULT_MEANING = "Successful Response"


def install(app: FastAPI) -> None:
    """Make the application serve the completed document."""
    derive: Callable[[], Json] = app.openapi

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = complete(derive(), app)
        return app.openapi_schema

    # The framework documents this assignment as the way to extend the document.
    app.openapi = openapi  # type: ignore[method-assign]


def complete(document: Json, app: FastAPI) -> Json:
    """Return the framework's document, completed."""
    operations = list(operations_of(document, app))
    components: Json = document.setdefault("components", {})
    schemas = components["schemas"] = _schemas(components.get("schemas", {}), operations)
    responses: Json = {}
    for operation in operations:
        _describe(operation, schemas)
        describe_errors(operation, responses)
    without_null_defaults(schemas)
    without_null_defaults(document["paths"])
    examples = Examples(schemas)
    for operation in operations:
        describe_examples(operation, examples)
    components |= {
        "headers": {name: dict(header) for name, header in HEADERS.items()},
        "responses": dict(sorted(responses.items())),
        "securitySchemes": texts.SECURITY_SCHEMES,
    }
    info = document["info"] | {"contact": texts.CONTACT, "license": texts.LICENSE}
    tags = [{"name": name, "description": text} for name, text in texts.TAGS.items()]
    return document | {"info": info, "servers": texts.SERVERS, "tags": tags}


def _schemas(schemas: Json, operations: list[Operation]) -> Json:
    """Return the shapes of all bodies: the framework's, and those that it does not see."""
    shapes: set[type[BaseModel]] = {Problem, GatewayProblem, OpenAiError}
    shapes |= {one.body.shape for one in operations if isinstance(one.body, JsonBody)}
    inputs = sorted(shapes, key=lambda shape: shape.__name__)
    _, definitions = models_json_schema([(shape, "validation") for shape in inputs], ref_template=_REFERENCE)
    known = schemas | {name: with_defaults_in_words(schema) for name, schema in definitions["$defs"].items()}
    return {name: schema for name, schema in sorted(known.items()) if name not in _UNUSED}


def _describe(operation: Operation, schemas: Json) -> None:
    operation.json.update(operationId=operation.id, summary=operation.summary)
    describe_parameters(operation)
    describe_security(operation)
    _describe_body(operation)
    _describe_answers(operation, schemas)
    describe_headers(operation)


def _describe_body(operation: Operation) -> None:
    body = operation.body
    if isinstance(body, JsonBody):
        content = {"application/json": {"schema": {"$ref": _REFERENCE.format(model=body.shape.__name__)}}}
        operation.json["requestBody"] = {"required": True, "content": content}
    elif isinstance(body, FormBody):
        schema = form_schema(body.shape, "file", file_required=body.file_required, about=body.about)
        operation.json["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": schema}},
        }


def _describe_answers(operation: Operation, schemas: Json) -> None:
    answers = operation.json["responses"]
    for answer in answers.values():
        if answer["description"] == _DEFAULT_MEANING:
            answer["description"] = _meaning(answer, schemas)
    if operation.has_tables:
        tables = {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()}
        answers[OK]["content"] |= tables
        answers[PART] = {"description": "The part that `Range` asks for.", "content": tables}
    if operation.method == "GET" and has_etag(operation):
        answers[NOT_MODIFIED] = {"description": "Not changed since the ETag in `If-None-Match`."}


def _meaning(answer: Json, schemas: Json) -> str:
    """Return what a response is: the first paragraph of its shape's description."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    shape = schemas.get(schema.get("$ref", "").rpartition("/")[2], {})
    meaning: str = shape.get("description", "Done.")
    return meaning.partition("\n\n")[0].replace("\n", " ")
