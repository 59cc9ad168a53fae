"""Fields in words: types, ranges, values, and shapes inside shapes."""

from __future__ import annotations

from service.web.reference.schemas import Json, Shapes

SHAPES: dict[str, Json] = {
    "Inner": {"type": "object", "properties": {"deep": {"type": "boolean", "default": False}}},
    "Kind": {"type": "string", "enum": ["left", "right"]},
    "Tree": {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#/x/Tree"}}}},
}


def test_types_are_words() -> None:
    shapes = Shapes(SHAPES)
    kinds: dict[str, Json] = {
        "string": {"type": "string"},
        "integer or null": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "array of numbers": {"type": "array", "items": {"type": "number"}},
        "array of strings or null": {
            "anyOf": [{"type": "array", "items": {"$ref": "#/x/Kind"}}, {"type": "null"}]
        },
        "binary": {"type": "string", "format": "binary"},
        "any": {},
    }
    for kind, schema in kinds.items():
        assert shapes.field("one", schema, "", required=False).kind == kind


def test_limits_are_facts_unless_nobody_meets_them() -> None:
    facts: dict[tuple[str, ...], Json] = {
        ("Default: `3`", "1 to 1,000"): {"type": "integer", "default": 3, "minimum": 1, "maximum": 1_000},
        ("at most 200 characters",): {"type": "string", "maxLength": 200, "minLength": 0},
        ("at least 2 items",): {"type": "array", "minItems": 2},
        ("One of `left`, `right`",): {"$ref": "#/x/Kind"},
        ("Default: `true`",): {"type": "boolean", "default": True},
        (): {"type": "integer", "minimum": 1, "maximum": 2**53 - 1},
    }
    for found, schema in facts.items():
        assert Shapes(SHAPES).field("one", schema, "", required=True).facts == found


def test_a_shape_is_listed_once_and_one_inside_itself_ends() -> None:
    shapes = Shapes(SHAPES)
    first = shapes.field("a", {"$ref": "#/x/Inner"}, "", required=True)
    assert [field.name for field in first.fields] == ["deep"]
    again = shapes.field("b", {"anyOf": [{"$ref": "#/x/Inner"}, {"type": "null"}]}, "", required=True)
    assert (again.fields, again.same_as) == ((), "Inner")
    (children,) = shapes.fields({"$ref": "#/x/Tree"})
    assert children.same_as == "Tree"
