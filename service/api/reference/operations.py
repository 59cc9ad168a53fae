"""What the rest of the reference asks of an operation: what it needs, what it takes, what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from service.api.deps import Require, RequireOrVisitor
from service.api.request_bodies import FormBody, JsonBody
from service.api.responses import creator
from service.http.deps import no_query, reader

Json = dict[str, Any]
"""A part of the document, which is deep and differs from place to place."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. ``json`` is its part of the document, which is completed in place."""

    method: str
    path: str
    name: str
    json: Json
    calls: tuple[object, ...]

    @property
    def id(self) -> str:
        """The name of its function in the case of most languages: ``getLeaderboard``."""
        first, *others = self.name.split("_")
        return first + "".join(word.capitalize() for word in others)

    @property
    def summary(self) -> str:
        """The name of its function as words: ``Get leaderboard``."""
        return self.name.replace("_", " ").capitalize()

    @property
    def needs_reader(self) -> bool:
        """Whether it needs a key where reads are not public."""
        return reader in self.calls

    @property
    def takes_no_query(self) -> bool:
        """Whether it refuses every query parameter."""
        return no_query in self.calls

    @property
    def has_tables(self) -> bool:
        """Whether it answers in the format asked for, by a parameter or in the body."""
        return self.takes("format") or (self.body is not None and "format" in self.body.shape.model_fields)

    @property
    def key(self) -> Require | RequireOrVisitor | None:
        """What it asks of a key, None if it needs none."""
        return next((one for one in self.calls if isinstance(one, Require | RequireOrVisitor)), None)

    @property
    def body(self) -> JsonBody[Any] | FormBody[Any] | None:
        """The dependency that reads its body."""
        return next((one for one in self.calls if isinstance(one, JsonBody | FormBody)), None)

    @property
    def in_catalog(self) -> bool:
        """Whether it creates something in the catalog."""
        return creator in self.calls

    @property
    def has_body(self) -> bool:
        """Whether it takes a body."""
        return "requestBody" in self.json or self.body is not None

    @property
    def parameters(self) -> list[Json]:
        """Its parameters, as the document has them."""
        found: list[Json] = self.json.get("parameters", [])
        return found

    def takes(self, name: str) -> bool:
        """Return whether it has a parameter of this name, in any case."""
        return any(parameter["name"].lower() == name for parameter in self.parameters)


def operations_of(document: Json, app: FastAPI) -> Iterator[Operation]:
    """Yield every operation of the document, in its order."""
    for route in app.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            calls = tuple(_calls(route.dependant))
            for method in sorted(route.methods or ()):
                json = document["paths"][route.path_format][method.lower()]
                yield Operation(method, route.path_format, route.name, json, calls)


def _calls(dependant: Dependant) -> Iterator[object]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _calls(dependency)
