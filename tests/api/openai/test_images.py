"""OpenAI's interface, with OpenAI's own client: only the address and the key are ours."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

from tests.support.images.generations import REFUSED, Painter
from tests.support.images.pictures import opened, picture
from tests.support.served.api import Api, request
from tests.support.served.gateway import gateway


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[Api, Painter]]:
    with gateway(sqlite_url, tmp_path) as found:
        yield found


def client_of(api: Api, scope: str = "generate", key: str | None = None) -> openai.OpenAI:
    own = api.key(scope)["Authorization"].removeprefix("Bearer ")
    return openai.OpenAI(base_url=f"{api.client.base_url}/v1", api_key=key or own)


@pytest.fixture
def client(served: tuple[Api, Painter]) -> Iterator[openai.OpenAI]:
    with client_of(served[0]) as found:
        yield found


@pytest.mark.slow
def test_images_by_address_and_by_bytes(served: tuple[Api, Painter], client: openai.OpenAI) -> None:
    _, painter = served
    made = client.images.generate(
        model="square", prompt="a cat", n=2, size="128x64", user="me", quality="high"
    )
    assert made.data is not None
    assert len(made.data) == 2
    for one in made.data:
        assert one.url is not None
        assert one.b64_json is not None
        assert request("GET", one.url).content == base64.b64decode(one.b64_json)
        assert opened(base64.b64decode(one.b64_json)).size == (128, 64)
    assert len({order.seed for order in painter.orders}) == 2
    made = client.images.generate(model="square", prompt="a cat", response_format="b64_json", size="auto")
    assert made.data is not None
    assert opened(base64.b64decode(made.data[0].b64_json or "")).format == "PNG"
    assert made.data[0].model_fields_set == {"b64_json"}
    made = client.images.generate(model="square", prompt="a cat", response_format="url")
    assert made.data is not None
    assert made.data[0].model_fields_set == {"url"}
    assert made.model_fields_set == {"created", "data"}
    assert made.created > 1_700_000_000


@pytest.mark.slow
def test_an_edit(served: tuple[Api, Painter], client: openai.OpenAI) -> None:
    _, painter = served
    source = picture(5)
    file = io.BytesIO(source)
    file.name = "cat.png"
    made = client.images.edit(model="square", prompt="a dog", image=file, n=2, size="64x64")
    assert made.data is not None
    assert len(made.data) == 2
    assert [order.source for order in painter.orders] == [source, source]
    again = client.images.edit(model="square", prompt="a dog", image=[("cat.png", source)])
    assert again.data is not None


def test_models_whose_images_can_be_had(client: openai.OpenAI) -> None:
    (model,) = client.models.list()
    assert (model.id, model.object, model.owned_by) == ("square", "model", "luma")
    assert client.models.retrieve("square") == model
    for name in ("bare", "nothing"):
        with pytest.raises(openai.NotFoundError):
            client.models.retrieve(name)


def test_keys_that_may_not(served: tuple[Api, Painter]) -> None:
    with client_of(served[0], key="arena_x") as client, pytest.raises(openai.AuthenticationError) as unknown:
        client.images.generate(model="square", prompt="a cat")
    assert unknown.value.type == "authentication_error"
    with client_of(served[0], "votes") as client, pytest.raises(openai.PermissionDeniedError):
        client.images.generate(model="square", prompt="a cat")


def test_errors_are_the_ones_its_client_knows(served: tuple[Api, Painter], client: openai.OpenAI) -> None:
    _, painter = served
    generate = client.images.generate
    with pytest.raises(openai.NotFoundError, match="no model"):
        generate(model="nothing", prompt="a cat")
    with pytest.raises(openai.BadRequestError) as bad:
        generate(model="square", prompt="a cat", size="3x3")
    assert (bad.value.type, bad.value.param, bad.value.code) == ("invalid_request_error", "size", "invalid")
    with pytest.raises(openai.BadRequestError, match="output_format is not supported"):
        generate(model="square", prompt="a cat", output_format="webp")
    with pytest.raises(openai.BadRequestError, match="n must"):
        generate(model="square", prompt="a cat", n=11)
    painter.plan.append(REFUSED)
    with pytest.raises(openai.InternalServerError, match="refused: this prompt") as failed:
        generate(model="square", prompt="a cat")
    assert (failed.value.code, failed.value.status_code) == ("generation_failed", 502)
    assert len(painter.orders) == 1  # the client did not try again


def test_forms_that_are_none(served: tuple[Api, Painter]) -> None:
    api, _ = served
    key = api.key("generate")
    image = ("cat.png", picture(), "image/png")
    for data, files in (
        ({"model": "square", "prompt": "a"}, {"other": image}),
        ({"model": "square"}, {"image": image}),
        ({"model": "square", "prompt": "a", "n": "many"}, {"image": image}),
        ({"model": "square", "prompt": "a", "n": "٣"}, {"image": image}),
        ({"model": "square", "prompt": "a", "mask": "x"}, {"image": image}),
    ):
        answer = api.client.post("/v1/images/edits", data=data, files=files, headers=key)
        assert answer.status_code == 400, answer.text
        assert answer.json()["error"]["type"] == "invalid_request_error"
    for content, kind in ((b"--", "multipart/form-data"), (b"", "text/plain")):
        headers = {**key, "Content-Type": kind}
        answer = api.client.post("/v1/images/edits", content=content, headers=headers)
        assert answer.status_code == 400, answer.text
        assert "error" in answer.json()
    wrong = api.client.post(
        "/v1/images/edits", data={"model": "square", "prompt": "a"}, files={"image": b"<html>"}, headers=key
    )
    assert wrong.status_code == 415


def test_edits_that_cannot_be_made_say_which_part_is_wrong(served: tuple[Api, Painter]) -> None:
    api, painter = served
    key = api.key("generate")
    image = ("cat.png", picture(), "image/png")
    wish = {"model": "square", "prompt": "a"}
    for files, param, text in (
        ([("image[]", image)] * 2, "image", "a single image, not 2"),
        ([("image", image)] * 16, "image", "a single image, not 16"),
        ([("image", image), ("mask", image)], "mask", "models get the whole image"),
        ([("mask", image)], "mask", "models get the whole image"),
        ([("image", image), ("photo", image)], "photo", "not an accepted file"),
    ):
        answer = api.client.post("/v1/images/edits", data=wish, files=files, headers=key)
        error = answer.json()["error"]
        assert (answer.status_code, error["param"]) == (400, param)
        assert text in error["message"]
    answer = api.client.post("/v1/images/edits", data=wish, headers=key)  # a form without a file
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "image")
    answer = api.client.post("/v1/images/edits", json=wish, headers=key)
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media_type")
    assert "send a form" in answer.json()["error"]["message"]
    assert not painter.orders


BELOW_V1 = [
    ("GET", "/v1", 404),
    ("POST", "/v1/chat/completions", 404),
    ("POST", "/v1/images/variations", 404),
    ("GET", "/v1/images/edits", 405),
    ("DELETE", "/v1/models/square", 405),
    ("PUT", "/v1/generations", 405),
    ("GET", "/v1/generations/x", 404),
    ("GET", "/v1/outputs/x", 404),
    ("GET", "/v1/models?limit=1&limit=2", 400),
]


def test_every_path_below_v1_answers_its_clients(served: tuple[Api, Painter]) -> None:
    api, _ = served
    headers = {**api.key("generate"), "Accept": "text/html"}
    for method, path, status in BELOW_V1:
        answer = api.client.request(method, path, headers=headers)
        assert (answer.status_code, answer.json()["error"]["type"]) == (status, "invalid_request_error"), path
        assert answer.json()["error"].keys() == {"message", "type", "param", "code"}
        assert ("allow" in answer.headers) is (status == 405)


def test_a_body_that_is_too_large(sqlite_url: str, tmp_path: Path) -> None:
    with gateway(sqlite_url, tmp_path, max_body_bytes=1_000) as (api, _):
        answer = api.post("/v1/images/generations", {"prompt": "a" * 2_000}, "generate")
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")
