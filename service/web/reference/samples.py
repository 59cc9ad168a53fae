"""Code to copy: how a program sends the request of an operation, in three languages."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from service.web.pages.code_samples import Sample
from service.web.reference.operations import JSON_TYPE, Operation

LANGUAGES = {"curl": "shell", "Python": "python", "JavaScript": "javascript"}
"""The languages of samples, by the names of their tabs."""

EXAMPLE_ORIGIN = "https://arena.example"
"""The origin of URLs in the examples of the document."""

_FILE = "file"
_IMAGE_NAME = "image.png"
_STREAM = "text/event-stream"
_BINARY = "image/"


def samples(operation: Operation, origin: str) -> tuple[Sample, ...]:
    """Return the samples for an operation of the service at an origin."""
    query = urlencode(operation.query_values, doseq=True, safe="/,")
    url = f"{origin}{operation.example_path}{'?' if query else ''}{query}"
    makers = zip(LANGUAGES, (_curl, _python, _javascript), strict=True)
    return tuple(Sample(name, "\n".join(make(operation, url))) for name, make in makers)


def _form(operation: Operation) -> Mapping[str, Any] | None:
    body = operation.body
    return body.example if body and body.media_type != JSON_TYPE else None


def _is_file(name: str, value: object) -> bool:
    return name in {_FILE, "image"} and str(value).startswith("(")


def _sends_key(operation: Operation) -> bool:
    return bool(operation.scope)


def _is_image(operation: Operation) -> bool:
    return operation.media_type.startswith(_BINARY)


def _curl(operation: Operation, url: str) -> Iterator[str]:
    usual = "POST" if operation.body else "GET"  # what curl sends by itself
    method = [] if operation.method == usual else ["-X", operation.method]
    stream = ["-N"] if operation.media_type == _STREAM and operation.method == "GET" else []
    start = " ".join(["curl", *stream, *method, shlex.quote(url)])
    yield " \\\n  ".join([start, *_curl_options(operation)])


def _curl_options(operation: Operation) -> Iterator[str]:
    if _sends_key(operation):
        yield '-H "Authorization: Bearer $ARENA_KEY"'
    if operation.takes_idempotency_key:
        yield '-H "Idempotency-Key: $(uuidgen)"'
    form = _form(operation)
    for name, value in (form or {}).items():
        sent = f"@{_IMAGE_NAME}" if _is_file(name, value) else str(value)
        yield f"-F {shlex.quote(f'{name}={sent}')}"
    if form is None and operation.body:
        yield f"-H 'Content-Type: {JSON_TYPE}'"
        text = json.dumps(operation.body.example, indent=2, ensure_ascii=False)
        yield f"-d {shlex.quote(text)}"
    if _is_image(operation):
        yield f"-o {_IMAGE_NAME}"


def _python(operation: Operation, url: str) -> Iterator[str]:
    if _sends_key(operation):
        yield "import os"
    if operation.takes_idempotency_key:
        yield "import uuid"
    yield "import requests"
    yield ""
    yield f"response = requests.{operation.method.lower()}("
    yield f"    {_quoted(url)},"
    yield from _indented(_python_headers(operation))
    yield from _indented(_python_body(operation))
    if operation.media_type == _STREAM:
        yield "    stream=True,"
    yield ")"
    yield "response.raise_for_status()"
    yield from _python_result(operation)


def _python_headers(operation: Operation) -> Iterator[str]:
    headers = []
    if _sends_key(operation):
        headers.append('    "Authorization": f"Bearer {os.environ[\'ARENA_KEY\']}",')
    if operation.takes_idempotency_key:
        headers.append('    "Idempotency-Key": str(uuid.uuid4()),')
    if headers:
        yield from ("headers={", *headers, "},")


def _python_body(operation: Operation) -> Iterator[str]:
    form = _form(operation)
    if form is not None:
        fields = {name: value for name, value in form.items() if not _is_file(name, value)}
        files = [name for name, value in form.items() if _is_file(name, value)]
        if fields:
            yield f"data={_literal(fields)},"
        for name in files:
            yield f'files={{"{name}": open("{_IMAGE_NAME}", "rb")}},'
    elif operation.body:
        yield f"json={_literal(operation.body.example)},"


def _python_result(operation: Operation) -> Sequence[str]:
    if operation.media_type == _STREAM:
        return ["for line in response.iter_lines():", "    print(line.decode())"]
    if _is_image(operation):
        return [f'with open("{_IMAGE_NAME}", "wb") as file:', "    file.write(response.content)"]
    if operation.media_type == JSON_TYPE:
        return ["print(response.json())"]
    return ["print(response.text)"] if operation.media_type else []


def _javascript(operation: Operation, url: str) -> Iterator[str]:
    if operation.media_type == _STREAM and operation.method == "GET":
        yield f"const events = new EventSource({_quoted(url)});"
        yield 'events.addEventListener("revision", (event) => {'
        yield "  console.log(JSON.parse(event.data));"
        yield "});"
        return
    form = _form(operation)
    yield from _javascript_form(form)
    options = list(_javascript_options(operation, has_form=form is not None))
    if options:
        yield f"const response = await fetch({_quoted(url)}, {{"
        yield from (f"  {line}" for line in options)
        yield "});"
    else:
        yield f"const response = await fetch({_quoted(url)});"
    yield "if (!response.ok) throw new Error(await response.text());"
    yield from _javascript_result(operation)


def _javascript_form(form: Mapping[str, Any] | None) -> Iterator[str]:
    if form is None:
        return
    yield "const form = new FormData();"
    for name, value in form.items():
        sent = "file" if _is_file(name, value) else _quoted(str(value))
        yield f"form.append({_quoted(name)}, {sent});"
    yield ""


def _javascript_options(operation: Operation, *, has_form: bool) -> Iterator[str]:
    if operation.method != "GET":
        yield f'method: "{operation.method}",'
    headers = []
    if _sends_key(operation):
        headers.append("  Authorization: `Bearer ${process.env.ARENA_KEY}`,")
    if operation.takes_idempotency_key:
        headers.append('  "Idempotency-Key": crypto.randomUUID(),')
    if operation.body and not has_form:
        headers.append(f'  "Content-Type": "{JSON_TYPE}",')
    if headers:
        yield from ("headers: {", *headers, "},")
    if has_form:
        yield "body: form,"
    elif operation.body:
        text = json.dumps(operation.body.example, indent=2, ensure_ascii=False)
        yield from f"body: JSON.stringify({text}),".split("\n")


def _javascript_result(operation: Operation) -> Sequence[str]:
    if _is_image(operation):
        return ["const image = await response.blob();"]
    if operation.media_type == JSON_TYPE:
        return ["console.log(await response.json());"]
    return ["console.log(await response.text());"] if operation.media_type else []


def _indented(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield from (f"    {part}" for part in line.split("\n"))


def _literal(value: object, depth: int = 0) -> str:
    """Return a value of JSON as a literal of Python, one item a line."""
    inner, outer = "    " * (depth + 1), "    " * depth
    if isinstance(value, Mapping) and value:
        items = [f"{inner}{_quoted(name)}: {_literal(one, depth + 1)}," for name, one in value.items()]
        return "\n".join(["{", *items, f"{outer}}}"])
    if isinstance(value, list) and value:
        items = [f"{inner}{_literal(one, depth + 1)}," for one in value]
        return "\n".join(["[", *items, f"{outer}]"])
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    """Return the text as a literal that is valid in Python and JavaScript."""
    return json.dumps(text, ensure_ascii=False)
