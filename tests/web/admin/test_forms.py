"""Forms: what a browser sends, as the JSON that the API would get."""

from __future__ import annotations

import pytest

from service.arena.catalog.choices import Choice
from service.errors import FieldError, Invalid
from service.http.schemas.catalog import ModelPatch, NewModel, NewOffer
from service.web.admin.forms import Field, filled, named, parse, refused, sent, with_choices

FIELDS = (
    Field("slug", "Slug"),
    Field("name", "Name"),
    Field("capabilities", "Capabilities", "words"),
    Field("license.name", "License"),
    Field("license.weights_open", "Open weights", "choice", choices=named("unknown", "yes")),
)


def test_what_is_empty_is_left_out_of_something_new() -> None:
    values = {
        "slug": "a",
        "name": "A",
        "capabilities": "x, y ,",
        "license.name": "",
        "license.weights_open": "yes",
    }
    model = parse(NewModel, FIELDS, values, new=True)
    assert model.capabilities == ["x", "y"]
    assert model.license is not None
    assert model.license.weights_open == "yes"
    assert "name" not in model.license.model_fields_set


def test_what_is_empty_is_null_in_a_change() -> None:
    changed = parse(ModelPatch, (Field("description", "D"),), {"description": ""}, new=False)
    assert changed.model_fields_set == {"description"}
    assert changed.description is None


def test_numbers() -> None:
    fields = tuple(
        Field(name, name, "number" if name in {"amount", "latency_ms"} else "text")
        for name in ("provider", "amount", "currency", "latency_ms")
    )
    values = {"provider": "p", "amount": "0.04", "currency": "USD", "latency_ms": "900"}
    offer = parse(NewOffer, fields, values, new=True)
    assert (offer.amount, offer.latency_ms) == (0.04, 900)
    with pytest.raises(Invalid, match="amount must be a number"):
        parse(NewOffer, fields, {**values, "amount": "much"}, new=True)
    for wrong in ("nan", "inf", "1e400"):
        with pytest.raises(Invalid):
            parse(NewOffer, fields, {**values, "amount": wrong}, new=True)


def test_errors_stand_beside_their_fields() -> None:
    form = filled("/x", "Go", FIELDS, "t")
    beside = refused(form, {"slug": "?"}, Invalid("no", [FieldError("slug", "is no slug")]))
    assert (beside.errors, beside.problem, beside.values) == ({"slug": "is no slug"}, "", {"slug": "?"})
    elsewhere = refused(form, {}, Invalid("all wrong", [FieldError("other", "x")]))
    assert (elsewhere.errors, elsewhere.problem) == ({}, "all wrong")


def test_what_is_sent_is_trimmed_and_files_are_not_text() -> None:
    assert sent((*FIELDS[:2], Field("file", "F", "file")), {"slug": " a ", "file": b""}) == {"slug": "a"}


def test_boxes_and_what_is_typed_beside_them_are_one_list() -> None:
    field = Field("capabilities", "Capabilities", "words", choices=named("x", "y"))
    data = {"capabilities": "z", "capabilities:y": "on", "other:x": "on"}
    assert sent((field,), data) == {"capabilities": "y, z"}
    assert sent((field,), {"capabilities": ""}) == {"capabilities": ""}


def test_choices_come_from_their_source_unless_they_are_too_many_for_boxes() -> None:
    fields = (
        Field("organization", "O", "choice", source="few"),
        Field("arena", "A", "choice", source="few", required=True),
        Field("themes", "T", "words", source="many"),
        Field("language", "L", source="many"),
    )
    few, many = named("a", "b"), named(*map(str, range(100)))
    form = with_choices(filled("/x", "Go", fields, "t"), {"few": few, "many": many})
    offered = [list(field.choices) for field in form.fields]
    assert offered == [[Choice("", "None"), *few], few, [], many]
