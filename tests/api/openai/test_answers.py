"""Images as OpenAI's own client takes them: all its ways to call, loose and strict, and events."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types import ImageEditCompletedEvent, ImageGenCompletedEvent, ImagesResponse

from tests.support.db.databases import copy_sqlite
from tests.support.images.pictures import opened, picture
from tests.support.served.api import Api
from tests.support.served.gateway import gateway

pytestmark = pytest.mark.slow

# What its own tests send in one call, without what would change the image.
EVERY_OPTION: dict[str, Any] = {
    "background": "auto",
    "complexity": "low",
    "frame_count": 2,
    "frame_duration_ms": 20,
    "n": 1,
    "output_compression": 100,
    "output_format": "jpeg",
    "partial_images": 1,
    "quality": "high",
    "response_format": "url",
    "safety_identifier": "somebody",
    "size": "64x64",
    "svg": {"model": "x", "reasoning": {"effort": "none"}},
    "user": "somebody",
}
ONLY_OF_ONE = {"generate": {"moderation": "low", "style": "vivid"}, "edit": {"input_fidelity": "high"}}


@pytest.fixture(scope="module")
def api(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("dialect")
    with gateway(copy_sqlite(sqlite_template, folder), folder) as (found, _):
        yield found


def options(api: Api, **more: bool) -> dict[str, Any]:
    key = api.key("generate")["Authorization"].removeprefix("Bearer ")
    return {"base_url": f"{api.base}/v1", "api_key": key, **more}


def arguments(call: str) -> dict[str, Any]:
    return {"model": "square", "prompt": "a cat", **({"image": picture(3)} if call == "edit" else {})}


@pytest.mark.parametrize("call", ["generate", "edit"])
@pytest.mark.parametrize("strict", [False, True], ids=["loose", "strict"])
def test_every_way_to_call_it(api: Api, call: str, strict: bool) -> None:
    least = arguments(call)
    every = {**least, **EVERY_OPTION, **ONLY_OF_ONE[call]}
    with OpenAI(**options(api, _strict_response_validation=strict)) as client:
        images = client.images
        method: Callable[..., Any] = getattr(images, call)
        for more in (least, {**every, "stream": False}):
            made = method(**more)
            assert isinstance(made, ImagesResponse)
            assert made.data
        raw = getattr(images.with_raw_response, call)(**least)
        assert isinstance(raw.parse(), ImagesResponse)
        with getattr(images.with_streaming_response, call)(**least) as response:
            assert isinstance(response.parse(), ImagesResponse)
        for more in (least, every):
            _check_event(call, list(method(**more, stream=True)))
        raw = getattr(images.with_raw_response, call)(**least, stream=True)
        _check_event(call, list(raw.parse()))
        with getattr(images.with_streaming_response, call)(**least, stream=True) as response:
            _check_event(call, list(response.parse()))


def _check_event(call: str, events: list[Any]) -> None:
    (event,) = events
    assert isinstance(event, ImageEditCompletedEvent if call == "edit" else ImageGenCompletedEvent)
    assert event.type == ("image_edit.completed" if call == "edit" else "image_generation.completed")
    image = opened(base64.b64decode(event.b64_json))
    assert (event.size, event.output_format) == ("{}x{}".format(*image.size), str(image.format).lower())
    assert (event.background, event.quality, event.usage.total_tokens) == ("auto", "auto", 0)


async def test_the_client_that_does_not_block(api: Api) -> None:
    async with openai.AsyncOpenAI(**options(api)) as client:
        for call in ("generate", "edit"):
            method: Callable[..., Any] = getattr(client.images, call)
            assert (await method(**arguments(call))).data
            _check_event(call, [event async for event in await method(**arguments(call), stream=True)])


def test_several_images_are_several_events(api: Api) -> None:
    with OpenAI(**options(api)) as client:
        events = list(client.images.generate(model="square", prompt="a cat", n=2, stream=True))
    assert len({event.b64_json for event in events}) == 2


def test_an_error_instead_of_events(api: Api, tmp_path: Path) -> None:
    # Nothing is sent before all images are there, so an error still has its status.
    (tmp_path / "text.png").write_bytes(b"text")
    with OpenAI(**options(api)) as client, pytest.raises(openai.APIStatusError) as failed:
        client.images.edit(
            model="square", prompt="a cat", image=tmp_path / "text.png", stream=True, partial_images=0
        )
    assert (failed.value.status_code, failed.value.code) == (415, "unsupported_media_type")
