"""What of OpenAI's shapes has a meaning here, and what is refused with its reason."""

from __future__ import annotations

import pytest

from service.api.openai.schemas import ImagesWish
from service.api.request_bodies import checked
from service.arena.generations.generations import GenerationRequest
from service.errors import Invalid

LEAST = {"model": "square", "prompt": "a cat"}


def test_a_wish() -> None:
    body = checked(ImagesWish, {**LEAST, "size": "64x64", "n": 2, "user": "me"})
    assert body.wish(b"x") == GenerationRequest("square", "a cat", "64x64", None, b"x")


@pytest.mark.parametrize("sent", ["of JSON", "of a form"])
def test_defaults_that_clients_send_ask_for_nothing(sent: str) -> None:
    defaults: dict[str, object] = {"background": "auto", "output_format": "jpeg", "output_compression": 100}
    if sent == "of a form":
        defaults = {name: str(value) for name, value in defaults.items()}
    body = checked(ImagesWish, {**LEAST, **defaults})
    assert body == checked(ImagesWish, LEAST)
    assert checked(ImagesWish, {**LEAST, **dict.fromkeys(ImagesWish.refusals)}) == body


def test_options_of_what_is_not_made_here_ask_for_nothing() -> None:
    options = {
        "frame_count": 2,
        "frame_duration_ms": 20,
        "svg": {"model": "x"},
        "svg[model]": "x",
    }
    assert checked(ImagesWish, {**LEAST, **options}) == checked(ImagesWish, LEAST)


def test_hints_and_streams_do_not_change_the_request() -> None:
    hints = dict.fromkeys(("quality", "style", "moderation", "complexity", "input_fidelity"), "high")
    more = {**hints, "stream": True, "partial_images": 3, "safety_identifier": "me"}
    assert checked(ImagesWish, {**LEAST, **more}).wish() == checked(ImagesWish, LEAST).wish()


@pytest.mark.parametrize(
    ("name", "value"),
    [("partial_images", 4), ("stream", "yes"), ("response_format", "png"), ("quality", "x" * 21)],
)
def test_values_that_openai_does_not_know_are_refused(name: str, value: object) -> None:
    with pytest.raises(Invalid, match=name):
        checked(ImagesWish, {**LEAST, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("background", "transparent"),
        ("output_format", "png"),
        ("output_format", ["jpeg"]),
        ("output_compression", 50),
        ("mask", "x"),
        ("markup", "x"),
    ],
)
def test_what_would_change_the_image_is_refused(name: str, value: object) -> None:
    with pytest.raises(Invalid, match=f"{name} is not supported"):
        checked(ImagesWish, {**LEAST, name: value})


@pytest.mark.parametrize("name", ImagesWish.refusals)
def test_what_is_refused_says_why(name: str) -> None:
    with pytest.raises(Invalid, match=f"{name} is not supported"):
        checked(ImagesWish, {**LEAST, name: "x"})
