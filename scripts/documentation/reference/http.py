"""The page of the HTTP interface, from the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.documentation.reference.schemas import document, fields, kind
from scripts.documentation.reference.tables import code, table

_ABOUT = """# HTTP reference

Every operation of the API, from the OpenAPI document, which a running service has at `/openapi.json`.
[The guide](../api.md) explains keys, errors, pages of lists and caching, with examples.

"""

# Names with capitals of their own.
_HEADINGS = {"openai": "OpenAI"}


def render() -> str:
    """Return every operation and every schema."""
    tagged: dict[str, list[str]] = {}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            section = _operation(f"{method.upper()} {path}", operation)
            tagged.setdefault(operation.get("tags", ["other"])[0], []).append(section)
    parts = [
        f"## {_HEADINGS.get(tag, tag.capitalize())}\n\n{''.join(sections)}"
        for tag, sections in tagged.items()
    ]
    parts += [
        "## Schemas\n\n",
        *(_schema(name, shape) for name, shape in sorted(document()["components"]["schemas"].items())),
    ]
    return _ABOUT + "".join(parts)


def _operation(name: str, operation: dict[str, Any]) -> str:
    words = operation.get("description") or operation.get("summary", "")
    rows = [
        (code(p["name"]), p["in"], kind(p["schema"]) + _must(p), p.get("description", ""))
        for p in operation.get("parameters", ())
    ]
    parts = [f"### {name}\n\n{words}\n\n"]
    parts += [table(["Parameter", "In", "Type", "Meaning"], rows)] if rows else []
    parts += (
        [f"Body: {', '.join(_contents(operation['requestBody']))}.\n\n"] if "requestBody" in operation else []
    )
    parts += [f"Responses: {', '.join(_responses(operation))}.\n\n"]
    return "".join(parts)


def _must(parameter: dict[str, Any]) -> str:
    return ", required" if parameter.get("required") else ""


def _contents(body: dict[str, Any]) -> Iterator[str]:
    for media_type, content in body.get("content", {}).items():
        yield f"{kind(content.get('schema', {}))} as {code(media_type)}"


def _responses(operation: dict[str, Any]) -> Iterator[str]:
    for status, response in operation["responses"].items():
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        yield f"{status} {kind(schema)}" if schema else status


def _schema(name: str, shape: dict[str, Any]) -> str:
    rows = fields(shape) if "properties" in shape else f"{kind(shape)}\n\n"
    return f"### {name}\n\n{shape.get('description', '')}\n\n{rows}"
