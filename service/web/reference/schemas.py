"""Fields of bodies and parameters in words, from their JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
"""A part of the document, which is deep and differs from place to place."""

# Most integers are limited only by what a database or a JSON number can hold.
_HUGE = 2**31 - 1
_RANGES = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a body. ``facts`` are its default, its range and its values.

    The fields of its own values are in ``fields``. If they are listed earlier on the page, ``same_as`` is the
    name of their shape.
    """

    name: str
    kind: str
    required: bool
    text: str
    facts: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    shape: str = ""
    same_as: str = ""


class Shapes:
    """The shapes of the document, as one page lists them: the fields of each shape once."""

    def __init__(self, schemas: Mapping[str, Json]) -> None:
        self._schemas = schemas
        self._listed: set[str] = set()

    def fields(self, schema: Json) -> tuple[Field, ...]:
        """Return the fields of a body's schema; none if it is not an object with named fields."""
        name = _shape_name(schema)
        if name:
            self._listed.add(name)
        shape = self._schemas[name] if name else schema
        required = shape.get("required", ())
        return tuple(
            self.field(field, one, one.get("description", ""), required=field in required)
            for field, one in shape.get("properties", {}).items()
        )

    def field(self, name: str, schema: Json, text: str, *, required: bool) -> Field:
        """Return a field or parameter with its schema."""
        kind, facts = self._kind(schema), tuple(self._facts(schema))
        inner = self._inner(schema)
        shape = _shape_name(inner)
        if not (shape and "properties" in self._schemas[shape]):
            return Field(name, kind, required, text, facts, self.fields(inner))
        if shape in self._listed:
            return Field(name, kind, required, text, facts, same_as=shape)
        return Field(name, kind, required, text, facts, self.fields(inner), shape)

    def _inner(self, schema: Json) -> Json:
        """Return the schema whose fields a value or the items of a list have."""
        for option in _options(schema):
            if option.get("type") == "array":
                return self._inner(option.get("items", {}))
            if option.get("type") != "null":
                return option
        return {}

    def _kind(self, schema: Json) -> str:
        options = [self._plain_kind(option) for option in _options(schema)]
        return " or ".join(dict.fromkeys(options))

    def _plain_kind(self, schema: Json) -> str:
        if "$ref" in schema:
            return self._kind(self._schemas[_shape_name(schema)])
        if schema.get("type") == "array":
            return f"array of {_plural(self._kind(schema.get('items', {})))}"
        if "const" in schema or "enum" in schema:
            return str(schema.get("type", "string"))
        return str(schema.get("format") if schema.get("format") == "binary" else schema.get("type", "any"))

    def _facts(self, schema: Json) -> Iterator[str]:
        if schema.get("default") is not None:
            yield f"Default: `{_literal(schema['default'])}`"
        values = list(self._values(schema))
        if values:
            yield "One of " + ", ".join(f"`{_literal(value)}`" for value in values)
        for option in _options(schema):
            for low, high, unit in _RANGES:
                words = _range(option.get(low), option.get(high))
                if words:
                    yield words + unit

    def _values(self, schema: Json) -> Iterator[object]:
        for option in _options(schema):
            name = _shape_name(option)
            whole = self._schemas[name] if name else option
            if whole.get("type") == "array":
                yield from self._values(whole.get("items", {}))
            yield from whole.get("enum", [whole["const"]] if "const" in whole else [])


def _options(schema: Json) -> list[Json]:
    options: list[Json] = schema.get("anyOf", [schema])
    return options


def _shape_name(schema: Json) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _plural(kind: str) -> str:
    return {"any": "anything"}.get(kind, " or ".join(f"{word}s" for word in kind.split(" or ")))


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _range(low: float | None, high: float | None) -> str:
    """Return a range in words, empty if it is no limit that anybody meets."""
    least, most = _number(low), _number(high) if high is not None and high < _HUGE else ""
    if most:
        return f"{least} to {most}" if low else f"at most {most}"
    return f"at least {least}" if least not in {"", "0", "1"} else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,}"
