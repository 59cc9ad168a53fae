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


@pytest.mark.parametrize("name", ImagesWish.refusals)
def test_what_is_refused_says_why(name: str) -> None:
    with pytest.raises(Invalid, match=f"{name} is not supported"):
        checked(ImagesWish, {**LEAST, name: "x"})
