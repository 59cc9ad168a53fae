"""What the framework writes into schemas, and clients do not need or get wrong."""

from __future__ import annotations

import json

from service.api.reference.operations import Json, Operation
from service.api.reference.texts import PARAMETERS

_NAMES = {"idempotency-key": "Idempotency-Key", "if-match": "If-Match", "last-event-id": "Last-Event-ID"}


def without_null_defaults(node: object) -> None:
    """Remove ``default: null``: a field that is left out is not a field that is null.

    Generators would send the null, or make the field one that always exists.
    """
    if isinstance(node, dict):
        if "default" in node and node["default"] is None and ("type" in node or "anyOf" in node):
            del node["default"]
        for child in node.values():
            without_null_defaults(child)
    elif isinstance(node, list):
        for child in node:
            without_null_defaults(child)


def with_defaults_in_words(schema: Json) -> Json:
    """Return a request's shape with its defaults in the descriptions, for readers and not for generators.

    A generator takes a field with a default for one that is always there, and has every client send it.
    """
    fields = schema.get("properties", {})
    return (
        schema | {"properties": {name: _in_words(field) for name, field in fields.items()}}
        if fields
        else schema
    )


def _in_words(field: Json) -> Json:
    if "default" not in field:
        return field
    rest = {name: value for name, value in field.items() if name != "default"}
    default = field["default"]
    if default is None or isinstance(default, list | dict):
        return rest
    words = f"Default: `{default if isinstance(default, str) else json.dumps(default)}`."
    return rest | {"description": f"{rest.get('description', '')} {words}".strip()}


def describe_parameters(operation: Operation) -> None:
    """Complete the parameters: what each one means, and a value. None of them can be null."""
    for parameter in operation.parameters:
        parameter["schema"] = schema = _not_null(parameter["schema"])
        schema.pop("title", None)
        name: str = parameter["name"]
        parameter["name"] = name = _NAMES.get(name, name)
        said = schema.pop("description", None)
        text = PARAMETERS.get(name)
        if "description" not in parameter and (said or text):
            parameter["description"] = said or (text.description if text else "")
        examples = schema.pop("examples", None)
        if text is not None and text.fits(schema):
            parameter["example"] = text.example
        elif examples:
            parameter["example"] = examples[0]


def _not_null(schema: Json) -> Json:
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    if len(options) != 1:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**rest, **options[0]}
