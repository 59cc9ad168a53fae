"""The OpenAPI document: what the framework derives from the routes, completed where it cannot know.

It adds the bodies that `JsonBody` reads, the key that a route requires, and the shape of errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.api.deps import Require, RequireOrVisitor
from service.api.openai.errors import shape_at
from service.api.openai.schemas import OpenAiError
from service.api.problems import MEDIA_TYPE
from service.api.request_bodies import FormBody, JsonBody, form_schema
from service.arena.tables.encoding import MEDIA_TYPES

Json = dict[str, Any]
"""A part of the document, which is deep and differs from place to place."""

_REFERENCE = "#/components/schemas/{model}"
_EXAMPLES = {"arena": "text-to-image", "model": "photon-flash-1", "organization": "luma"}
_STREAM = "text/event-stream"
_ERRORS = {"4XX": "The request failed.", "5XX": "The service failed."}


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
    """Return the framework's document with bodies, keys and errors."""
    routes = [route for route in app.routes if isinstance(route, APIRoute) and route.include_in_schema]
    shapes: set[type[BaseModel]] = set()
    for route in routes:
        shape = shape_at(route.path_format)
        error = (shape, "application/json" if shape is OpenAiError else MEDIA_TYPE)
        shapes.add(shape)
        for method in route.methods or ():
            operation = document["paths"][route.path_format][method.lower()]
            _describe_answers(operation, *error)
            shapes |= _describe(operation, list(_calls(route.dependant)))
            conditional = _STREAM not in operation["responses"].get("200", {}).get("content", {})
            if method == "GET" and route.path_format.startswith("/api/") and conditional:
                operation["responses"]["304"] = {
                    "description": "Not changed since the ETag in If-None-Match."
                }
    components = document.setdefault("components", {})
    inputs = sorted(shapes, key=lambda shape: shape.__name__)
    _, definitions = models_json_schema([(s, "validation") for s in inputs], ref_template=_REFERENCE)
    schemas = components.setdefault("schemas", {})
    schemas.update(definitions["$defs"])
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return document


def _describe(operation: Json, calls: list[object]) -> set[type[BaseModel]]:
    """Complete one operation, and return the shapes that it refers to."""
    shapes: set[type[BaseModel]] = set()
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and parameter["name"] in _EXAMPLES:
            parameter["example"] = _EXAMPLES[parameter["name"]]
    for call in calls:
        if isinstance(call, JsonBody):
            reference = {"$ref": _REFERENCE.format(model=call.shape.__name__)}
            content = {"application/json": {"schema": reference}}
            operation["requestBody"] = {"required": True, "content": content}
            shapes.add(call.shape)
        elif isinstance(call, FormBody):
            schema = form_schema(call.shape, "file", file_required=call.file_required)
            content = {"multipart/form-data": {"schema": schema}}
            operation["requestBody"] = {"required": True, "content": content}
        elif isinstance(call, Require | RequireOrVisitor):
            by_browser = isinstance(call, RequireOrVisitor)
            operation["security"] = [{"key": []}, {}] if by_browser else [{"key": []}]
            scope = f"Needs a key with the scope `{call.scope}`{', or a browser' if by_browser else ''}."
            operation["description"] = f"{operation.get('description', '')}\n\n{scope}".strip()
    return shapes


def _describe_answers(operation: Json, error: type[BaseModel], media_type: str) -> None:
    answers = operation["responses"]
    answers.pop("422", None)
    for status, meaning in _ERRORS.items():
        content = {media_type: {"schema": {"$ref": _REFERENCE.format(model=error.__name__)}}}
        answers[status] = {"description": meaning, "content": content}
    if any(parameter["name"] == "format" for parameter in operation.get("parameters", ())):
        answers["200"]["content"] |= {kind: {} for kind in MEDIA_TYPES.values()}


def _calls(dependant: Dependant) -> Iterator[object]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _calls(dependency)
