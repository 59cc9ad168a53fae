"""Example responses, put together from their shapes, and example requests."""

from __future__ import annotations

from service.api.reference.operations import Json, Operation
from service.api.reference.values import REQUESTS, VALUES

JSON = "application/json"
_BY_TYPE = {"string": "text", "integer": 1, "number": 0.5, "boolean": False, "null": None}


class Examples:
    """Examples of the shapes of a document, each of which is made once."""

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas
        self._known: dict[str, object] = {}

    def of(self, schema: Json, shape: str = "", field: str = "") -> object:
        """Return a value of a schema; that of a field of a shape, if named."""
        specific = f"{shape}.{field}"
        if specific in VALUES:
            return self._completed(schema, VALUES[specific])
        if "$ref" in schema:
            return self._of_shape(schema["$ref"].rpartition("/")[2])
        options = _options(schema)
        known = VALUES.get(field)
        if field in VALUES and any(_fits(known, option) for option in options):
            return known
        return self._of_option(options[0], field)

    def _of_option(self, schema: Json, field: str) -> object:
        if "$ref" in schema:
            return self.of(schema)
        for key in ("const", "default"):
            if key in schema:
                return schema[key]
        for key in ("examples", "enum"):
            if key in schema:
                return schema[key][0]
        if schema.get("type") == "array":
            return [self.of(schema["items"], field=field)]
        return {} if schema.get("type") == "object" else _BY_TYPE.get(schema.get("type", ""))

    def _of_shape(self, name: str) -> object:
        if name not in self._known:
            schema = self._schemas[name]
            fields = schema.get("properties", {}).items()
            self._known[name] = {field: self.of(one, name, field) for field, one in fields}
        return self._known[name]

    def _completed(self, schema: Json, value: object) -> object:
        """Return a value for a field; of a shape, only the fields that differ from its example are named."""
        for option in _options(schema):
            whole = self.of(option) if "$ref" in option and isinstance(value, dict) else None
            if isinstance(whole, dict) and isinstance(value, dict):
                return {**whole, **value}
        return value


def shape_of(schema: Json) -> str:
    """Return the name of a body's shape. Forms have a schema of their own, with the shape's name as title."""
    name: str = schema["$ref"] if "$ref" in schema else schema.get("title", "")
    return name.rpartition("/")[2]


def _options(schema: Json) -> list[Json]:
    """Return what a value can be, null last."""
    options: list[Json] = schema.get("anyOf", [schema])
    return sorted(options, key=lambda option: option.get("type") == "null")


def _fits(value: object, schema: Json) -> bool:
    """Return whether a value is of a schema's type: one name can mean two things in two shapes."""
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    kinds: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "integer": (int,),
        "number": (int, float),
        "boolean": (bool,),
        "array": (list,),
        "object": (dict,),
        "null": (type(None),),
    }
    if type(value) not in kinds.get(schema.get("type", ""), ()):
        return False
    return not isinstance(value, list) or all(_fits(item, schema.get("items", {})) for item in value)


def describe_examples(operation: Operation, examples: Examples) -> None:
    """Give the JSON of an operation's request and responses an example each."""
    for content in operation.json.get("requestBody", {}).get("content", {}).values():
        shape = shape_of(content["schema"])
        if shape in REQUESTS:
            content["example"] = REQUESTS[shape]
    for response in operation.json["responses"].values():
        content = response.get("content", {}).get(JSON)
        if content is not None and content.get("schema"):
            content["example"] = examples.of(content["schema"])
