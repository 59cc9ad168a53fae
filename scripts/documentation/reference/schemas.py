"""Schemas of the OpenAPI document as words and tables."""

from __future__ import annotations

from functools import cache
from typing import Any

from scripts.documentation.reference.tables import code, table
from service.app import bare_app


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document, which takes a second to make."""
    return bare_app().openapi()


def fields(schema: dict[str, Any], page: str = "") -> str:
    """Return the table of an object's fields; ``page`` is the page with the schemas, if it is another."""
    required = schema.get("required", ())
    rows = [
        (
            code(name),
            kind(field, page) + (", required" if name in required else ""),
            field.get("description", ""),
        )
        for name, field in schema.get("properties", {}).items()
    ]
    if not any(meaning for *_, meaning in rows):
        return table(["Field", "Type"], [(name, words) for name, words, _ in rows])
    return table(["Field", "Type", "Meaning"], rows)


def kind(schema: dict[str, Any], page: str = "") -> str:
    """Return the type of a schema in a word or two, with links to the page of the schemas."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}]({page}#{name.lower()})"
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " or ".join(kind(choice, page) for choice in choices)
    if "enum" in schema or "const" in schema:
        return ", ".join(code(str(value)) for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"array of {kind(schema.get('items', {}), page)}"
    name = schema.get("type", "anything")
    return " or ".join(name) if isinstance(name, list) else str(name)
