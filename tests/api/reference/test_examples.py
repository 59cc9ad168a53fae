"""Examples: put together from shapes, without a value that says nothing."""

from __future__ import annotations

from typing import Any

from service.api.reference.examples import Examples, shape_of
from tests.support.served.document import DOCUMENT

EXAMPLES = Examples(DOCUMENT["components"]["schemas"])


def example(name: str) -> Any:
    return EXAMPLES.of({"$ref": f"#/components/schemas/{name}"})


def test_a_shape_has_every_field() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if "properties" in schema:
            assert set(example(name)) == set(schema["properties"])


def test_no_text_says_nothing() -> None:
    """A text field needs a value, because its type says nothing about it."""
    empty = {
        f"{operation['operationId']}: {where}"
        for methods in DOCUMENT["paths"].values()
        for operation in methods.values()
        for response in operation["responses"].values()
        for content in response.get("content", {}).values()
        for where in places_of("text", content.get("example"))
    }
    assert not empty, (
        f"give these fields a value in VALUES in service/api/reference/values.py: {sorted(empty)}"
    )


def places_of(word: str, value: object, place: str = "") -> list[str]:
    """Return where a word is the value of a field."""
    if isinstance(value, dict):
        return [found for name, child in value.items() for found in places_of(word, child, f"{place}.{name}")]
    if isinstance(value, list):
        return [found for child in value for found in places_of(word, child, place)]
    return [place] if value == word else []


def test_one_name_can_mean_two_things() -> None:
    schemas = {
        "A": {"properties": {"models": {"type": "integer"}}},
        "B": {"properties": {"models": {"type": "null"}}},
    }
    examples = Examples(schemas)
    assert examples.of({"$ref": "A"}) == {"models": 1}
    assert examples.of({"$ref": "B"}) == {"models": None}


def test_both_sides_of_a_reveal_are_not_the_same() -> None:
    reveal = example("RevealOut")
    assert reveal["left"]["model"] != reveal["right"]["model"]
    assert set(reveal["left"]) == set(DOCUMENT["components"]["schemas"]["RevealedOut"]["properties"])


def test_the_name_of_a_body() -> None:
    assert shape_of({"$ref": "#/components/schemas/NewModel"}) == "NewModel"
    assert shape_of({"title": "NewImage with file", "type": "object"}) == "NewImage with file"
