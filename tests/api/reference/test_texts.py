"""What people wrote for the document is all used."""

from __future__ import annotations

from service.api.reference.texts import PARAMETERS, TAGS, ParameterText
from tests.support.served.document import DOCUMENT

OPERATIONS = [operation for methods in DOCUMENT["paths"].values() for operation in methods.values()]


def test_every_tag_has_operations() -> None:
    assert {tag for operation in OPERATIONS for tag in operation["tags"]} == set(TAGS)
    assert [tag["name"] for tag in DOCUMENT["tags"]] == list(TAGS)


def test_every_text_has_its_parameter() -> None:
    names = {parameter["name"] for operation in OPERATIONS for parameter in operation.get("parameters", ())}
    assert set(PARAMETERS) - names == set()


def test_an_example_fits_its_type() -> None:
    assert ParameterText("A number.", 1).fits({"type": "integer"})
    assert not ParameterText("A number.", 1).fits({"type": "string"})
    assert ParameterText("A slug.", "a").fits({"type": "string"})
