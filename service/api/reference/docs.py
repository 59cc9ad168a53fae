"""The API reference: one page made from the OpenAPI document, and one page for each type of problem.

The framework's own viewers load scripts from another host. Shipping a viewer with the service would add
1.5 MB of third-party JavaScript for what a page of tables says just as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from service.api.reference.operations import Json
from service.errors import ArenaError, NotFound

router = APIRouter(include_in_schema=False)

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{font:14px/1.4 ui-monospace,monospace}h2{margin-top:2.5rem}h3{margin-bottom:0}"
    "td,th{text-align:left;vertical-align:top;padding:.1rem 1rem .1rem 0}"
    "code,td{overflow-wrap:anywhere}td{min-width:4rem}"
)


@router.get("/docs")
async def show(request: Request) -> HTMLResponse:
    """Return every operation with its parameters, body and responses."""
    document = request.app.openapi()
    return _page(document["info"]["title"], "".join(_operations(document)))


@router.get("/problems/{code}")
async def explain(code: str) -> HTMLResponse:
    """Explain a type of problem."""
    kinds = {kind.code: kind for kind in _descendants(ArenaError)}
    if code not in kinds:
        raise NotFound(f"there is no problem type {code[:100]!r}")
    kind = kinds[code]
    words = html.escape((kind.__doc__ or "").strip())
    return _page(
        kind.title, f"<p>Status {kind.status}, type <code>/problems/{code}</code>.</p><p>{words}</p>"
    )


def _descendants(kind: type[ArenaError]) -> Iterator[type[ArenaError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _descendants(child)


def _page(title: str, content: str) -> HTMLResponse:
    name = html.escape(title)
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}</style><h1>{name}</h1>{content}</html>"
    )
    return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY})


def _operations(document: Json) -> Iterator[str]:
    yield '<p>OpenAPI document: <a href="openapi.json">openapi.json</a>. Guides and tutorials: '
    yield '<a href="/docs/">documentation</a>.</p>'
    tagged: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            section = _operation(document, f"{method.upper()} {path}", operation)
            tagged.setdefault(operation.get("tags", ["other"])[0], []).append(section)
    for tag, sections in tagged.items():
        yield f"<h2>{_heading(tag)}</h2>{''.join(sections)}"
    yield "<h2>Schemas</h2>"
    for name, shape in document["components"]["schemas"].items():
        words, table = _words(shape.get("description", "")), "".join(_fields(shape))
        yield f'<h3 id="{name}"><code>{name}</code></h3><p>{words}</p><table>{table}</table>'


def _heading(tag: str) -> str:
    """Return a tag as a heading: a name that has capitals of its own is not one that ``capitalize`` knows."""
    return "OpenAI" if tag == "openai" else html.escape(tag.capitalize())


def _words(text: str) -> str:
    """Return a description as HTML, with what stands between backticks as code."""
    return re.sub(r"(`+)(.+?)\1", r"<code>\2</code>", html.escape(text))


def _operation(document: Json, name: str, operation: Json) -> str:
    rows = [
        _row(f"{p['name']} ({p['in']})", p["schema"], p.get("description"), required=p.get("required", False))
        for p in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    rows += _fields(_shape(document, body)) if body else []
    table = f"<table>{''.join(rows)}</table>" if rows else ""
    words = _words(operation.get("description", "")).replace("\n\n", "<br>")
    return f"<h3><code>{html.escape(name)}</code></h3><p>{words}</p>{table}{_responses(operation)}"


def _responses(operation: Json) -> str:
    statuses = []
    for status, response in operation["responses"].items():
        if status.isdigit():
            schema = response.get("content", {}).get("application/json", {}).get("schema")
            statuses.append(f"{status} <code>{_kind(schema)}</code>" if schema else status)
    return f"<p>Responses: {', '.join(statuses)}</p>"


def _shape(document: Json, reference: Json) -> Json:
    shape: Json = document["components"]["schemas"][_name(reference)]
    return shape


def _name(reference: Json) -> str:
    return str(reference["$ref"].rpartition("/")[2])


def _fields(shape: Json) -> Iterable[str]:
    required = shape.get("required", ())
    for name, field in shape["properties"].items():
        yield _row(name, field, field.get("description"), required=name in required)


def _row(name: str, schema: Json, description: str | None, *, required: bool) -> str:
    kind = _kind(schema) + (", required" if required else "")
    return f"<tr><td><code>{html.escape(name)}</code><td>{kind}<td>{_words(description or '')}"


def _kind(schema: Json) -> str:
    """Return the type of a schema in a word or two, as HTML."""
    if "$ref" in schema:
        return f'<a href="#{_name(schema)}">{_name(schema)}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(choice) for choice in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return ", ".join(html.escape(str(value)) for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"array of {_kind(schema.get('items', {}))}"
    return html.escape(str(schema.get("type", "anything")))
