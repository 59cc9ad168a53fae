"""The operations of the document, as their pages show them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.web.reference.schemas import Field, Json, Shapes

JSON_TYPE = "application/json"

_PLACES = {"path": "Path parameters", "query": "Query parameters", "header": "Headers"}
# A meaning in the description of a response: `code`: what it means.
_MEANING = re.compile(r"`([a-z-]+)`: (.+)")
_SCOPE = re.compile(r"\n*Needs a key with the scope `(\w+)`(, or a browser)?\.$")
# Groups whose tag is not what a reader looks for.
_TITLES = {"openai": "OpenAI", "operation": "Health and metrics", "reading": "Leaderboards"}


@dataclass(frozen=True, slots=True)
class Fields:
    """A table of parameters or fields with its title; ``note`` says what kind of body has them."""

    title: str
    fields: tuple[Field, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A request's or response's body as text, and the language of its colors."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful response: its status, what it is, its media types, and an example."""

    status: str
    text: str
    media_types: tuple[str, ...]
    fields: tuple[Field, ...]
    headers: tuple[tuple[str, str], ...]
    example: Example | None


@dataclass(frozen=True, slots=True)
class Problem:
    """An error that an operation can answer, with an example."""

    status: str
    code: str
    title: str
    meaning: str
    example: Example


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request: its media type, its fields, and the value that samples send."""

    media_type: str
    fields: tuple[Field, ...]
    example: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. ``slug`` names its page; ``scope`` is what its key needs, if it needs one."""

    id: str
    slug: str
    tag: str
    title: str
    method: str
    path: str
    text: str
    scope: str
    browsers: bool
    security: Sequence[Json]
    parameters: tuple[Fields, ...]
    body: Body | None
    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]
    path_values: Mapping[str, str]
    query_values: Mapping[str, object]
    takes_idempotency_key: bool

    @property
    def url(self) -> str:
        """The path of its page."""
        return f"/docs/api/{self.slug}"

    @property
    def example_path(self) -> str:
        """Its path with the values of its example."""
        return self.path.format_map(self.path_values)

    @property
    def example_values(self) -> Mapping[str, str]:
        """The values of its example by the names of parameters, as a form has them."""
        query = {name: value for name, value in self.query_values.items() if not isinstance(value, list)}
        return {**self.path_values, **{name: str(value) for name, value in query.items()}}

    @property
    def media_type(self) -> str:
        """The media type of its usual answer, empty if it has no body."""
        return next((kind for one in self.answers for kind in one.media_types), "")

    @property
    def needs_key(self) -> bool:
        """Whether nothing works without a key."""
        return bool(self.security) and all("key" in one for one in self.security)

    @property
    def can_be_tried(self) -> bool:
        """Whether a page can send the request: it reads, and its answer ends."""
        return self.method == "GET" and self.media_type != "text/event-stream"


@dataclass(frozen=True, slots=True)
class Group:
    """The operations with a tag, and what they are about."""

    tag: str
    title: str
    text: str
    operations: tuple[Operation, ...]


class Reference:
    """The operations of an OpenAPI document."""

    def __init__(self, document: Json) -> None:
        self._document = document
        found = list(self._operations())
        self.groups = [
            Group(name, title_of(name), tag["description"], tuple(one for one in found if one.tag == name))
            for tag in document["tags"]
            for name in [tag["name"]]
        ]
        self._by_name = {name: one for one in found for name in (one.slug, one.id)}

    @property
    def operations(self) -> list[Operation]:
        """Every operation, in the order of the menu."""
        return [one for group in self.groups for one in group.operations]

    @property
    def problems(self) -> list[Problem]:
        """One of each type of problem, by status."""
        found = {one.code: one for operation in self.operations for one in operation.problems}
        return sorted(found.values(), key=lambda one: (one.status, one.code))

    def find(self, name: str) -> Operation | None:
        """Return the operation with this slug or id, or None."""
        return self._by_name.get(name)

    def _operations(self) -> Iterator[Operation]:
        for path, methods in self._document["paths"].items():
            for method, operation in methods.items():
                yield self._operation(method.upper(), path, operation)

    def _operation(self, method: str, path: str, operation: Json) -> Operation:
        shapes = Shapes(self._document["components"]["schemas"])
        text = operation.get("description", "")
        scope = _SCOPE.search(text)
        parameters: list[Json] = operation.get("parameters", [])
        return Operation(
            id=operation["operationId"],
            slug=_slug(operation["operationId"]),
            tag=operation["tags"][0],
            title=operation["summary"],
            method=method,
            path=path,
            text=_SCOPE.sub("", text),
            scope=scope.group(1) if scope else "",
            browsers=bool(scope and scope.group(2)),
            security=operation.get("security", ()),
            parameters=tuple(_tables(parameters, shapes)),
            body=_body(operation, shapes),
            answers=tuple(self._answers(operation, shapes)),
            problems=tuple(self._problems(operation)),
            path_values={one["name"]: str(one["example"]) for one in parameters if one["in"] == "path"},
            query_values={one["name"]: one["example"] for one in parameters if _is_shown(one)},
            takes_idempotency_key=any(one["name"] == "Idempotency-Key" for one in parameters),
        )

    def _answers(self, operation: Json, shapes: Shapes) -> Iterator[Answer]:
        for status, response in operation["responses"].items():
            if not status.startswith("2"):
                continue
            content: Json = response.get("content", {})
            first: Json = next(iter(content.values()), {})
            yield Answer(
                status,
                response["description"],
                tuple(kind.partition(";")[0] for kind in content),
                shapes.fields(first.get("schema", {})),
                tuple(self._headers(response)),
                _example(first),
            )

    def _headers(self, response: Json) -> Iterator[tuple[str, str]]:
        known = self._document["components"]["headers"]
        for name in response.get("headers", {}):
            yield name, known[name]["description"]

    def _problems(self, operation: Json) -> Iterator[Problem]:
        known = self._document["components"]["responses"]
        for status, response in operation["responses"].items():
            if "$ref" in response:
                yield from _problems_of(status, known[response["$ref"].rpartition("/")[2]])


def title_of(tag: str) -> str:
    """Return a tag as a title."""
    return _TITLES.get(tag, tag.capitalize())


def _slug(operation_id: str) -> str:
    return re.sub("([A-Z])", r"-\1", operation_id).lower()


def _tables(parameters: Sequence[Json], shapes: Shapes) -> Iterator[Fields]:
    for place, title in _PLACES.items():
        fields = tuple(
            shapes.field(
                one["name"], one["schema"], one.get("description", ""), required=one.get("required", False)
            )
            for one in parameters
            if one["in"] == place
        )
        if fields:
            yield Fields(title, fields)


def _is_shown(parameter: Json) -> bool:
    """Return whether samples send a parameter of the query: those that are needed, and lists, are."""
    if parameter["in"] != "query" or "example" not in parameter:
        return False
    return bool(parameter.get("required")) or parameter["schema"].get("type") == "array"


def _body(operation: Json, shapes: Shapes) -> Body | None:
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        return Body(media_type, shapes.fields(content["schema"]), content.get("example", {}))
    return None


def _example(content: Json) -> Example | None:
    if "example" not in content:
        return None
    example = content["example"]
    if isinstance(example, str):
        return Example(example.strip(), "text")
    return Example(json.dumps(example, indent=2, ensure_ascii=False), "json")


def _problems_of(status: str, response: Json) -> Iterator[Problem]:
    meanings = dict(_MEANING.findall(response["description"]))
    content: Json = next(iter(response["content"].values()))
    for code, example in content["examples"].items():
        text = json.dumps(example["value"], indent=2, ensure_ascii=False)
        yield Problem(status, code, example["summary"], meanings.get(code, ""), Example(text, "json"))
