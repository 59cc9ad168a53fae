"""Whether the OpenAPI document states the constraint for which a request was refused.

A JSON schema cannot say everything: that the service must have made a cursor, that a position must be in the
log. For such a constraint the parameter or the property needs a description.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx

Json = dict[str, Any]
WHOLE_NUMBERS = "Whole numbers in JSON are written without a decimal point."


def states(document: Json, operation: Json, status: int, problem: Json) -> bool:
    """Return whether the document states why an operation refused a request that fits its schemas."""
    if status == httpx.codes.PRECONDITION_FAILED:
        return _describes(document, operation, "if-match")
    if status == httpx.codes.UNSUPPORTED_MEDIA_TYPE:
        return _describes(document, operation, "file") or _describes(document, operation, "image")
    if problem.get("type") == "/problems/not-fetched":
        return any(_describes(document, operation, field) for field in ("url", "input.image_url"))
    if "idempotency" in str(problem.get("type") or problem["error"]["code"]):
        return _describes(document, operation, "idempotency-key")
    fields = [error["field"] for error in problem.get("errors", ())]
    fields += [problem["error"]["param"]] if "error" in problem else []
    # What one item of a list has to be is said of the list.
    return bool(fields) and all(
        field and any(_describes(document, operation, name) for name in (field, field.partition(".")[0]))
        for field in fields
    )


def _describes(document: Json, operation: Json, field: str) -> bool:
    for parameter in operation.get("parameters", ()):
        # One of several values, `models.0`, is described with all of them.
        if parameter["name"].lower() == field.partition(".")[0]:
            return bool(parameter.get("description"))
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for schema in _at(document, content["schema"], field.split(".")):
            whole = schema.get("type") == "integer" and WHOLE_NUMBERS in document["info"]["description"]
            if schema.get("description") or whole:
                return True
    return False


def _at(document: Json, schema: Json, path: list[str]) -> Iterator[Json]:
    """Yield the schemas at a dotted path, with those that they refer to or that are their options."""
    if "$ref" in schema:
        yield from _at(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], path)
    for option in schema.get("anyOf", ()):
        yield from _at(document, option, path)
    if not path:
        yield schema
    elif path[0].isdigit() and "items" in schema:
        if len(path) == 1:
            yield schema
        yield from _at(document, schema["items"], path[1:])
    elif len(path) == 1 and schema.get("type") == "object" and "properties" not in schema:
        yield schema
    elif path[0] in schema.get("properties", {}):
        yield from _at(document, schema["properties"][path[0]], path[1:])
