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
    defaults: dict[str, object] = {
        "stream": False,
        "background": "auto",
        "output_format": "jpeg",
        "output_compression": 100,
        "partial_images": 0,
    }
    if sent == "of a form":
        defaults = {name: str(value).lower() for name, value in defaults.items()}
    body = checked(ImagesWish, {**LEAST, **defaults})
    assert body.wish() == GenerationRequest("square", "a cat", None, None, None)
    assert checked(ImagesWish, {**LEAST, **dict.fromkeys(defaults)}) == body


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stream", True),
        ("background", "transparent"),
        ("output_format", "png"),
        ("output_compression", 50),
        ("partial_images", 1),
        ("stream", ["false"]),
        ("mask", None),
    ],
)
def test_what_would_change_the_image_is_refused(name: str, value: object) -> None:
    with pytest.raises(Invalid, match=f"{name} is not supported"):
        checked(ImagesWish, {**LEAST, name: value})


@pytest.mark.parametrize("name", ImagesWish.refusals)
def test_what_is_refused_says_why(name: str) -> None:
    with pytest.raises(Invalid, match=f"{name} is not supported"):
        checked(ImagesWish, {**LEAST, name: "x"})
