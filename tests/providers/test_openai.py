"""OpenAI's protocol of images, against a server that speaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP

import pytest

from service.providers.protocol import ProviderError
from tests.support.images.pictures import picture
from tests.support.network.sites import Handle
from tests.support.vendors import openai
from tests.support.vendors.openai import OpenAI
from tests.support.vendors.opened import PROMPT, opened, request_for
from tests.support.vendors.vendor import KEY, running, told


@pytest.fixture
def vendor() -> Iterator[OpenAI]:
    """Yield an endpoint on this machine."""
    with running(OpenAI()) as vendor:
        yield vendor


async def test_an_image_in_base64(vendor: OpenAI) -> None:
    data = await opened("openai", vendor).generate(request_for("openai", width=1536, height=1024, seed=7))
    assert data == vendor.image
    asked = vendor.last("create")
    assert asked.path == "/v1/images/generations"
    assert asked.json == {"model": "gpt-image-2", "prompt": PROMPT, "n": 1, "size": "1536x1024"}
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["idempotency-key"] == "attempt-1"


async def test_a_size_is_the_vendors_choice(vendor: OpenAI) -> None:
    await opened("openai", vendor).generate(request_for("openai"))
    assert "size" not in vendor.last("create").json


async def test_an_image_by_address(vendor: OpenAI) -> None:
    vendor.by_address = True
    assert await opened("openai", vendor).generate(request_for("openai")) == vendor.image
    assert vendor.last("image").headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_an_image_is_edited(vendor: OpenAI, kind: str) -> None:
    source = picture(kind=kind)
    await opened("openai", vendor).generate(request_for("openai", source=source))
    asked = vendor.last("create")
    assert asked.path == "/v1/images/edits"
    head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
    parts = {}
    for part in BytesParser(policy=HTTP).parsebytes(head + asked.body).iter_parts():
        name = re.findall(r'name="(\w+)"', part["content-disposition"])[0]
        parts[name] = (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
    assert parts["image"] == (f"image.{kind.lower()}", f"image/{kind.lower()}", source)
    assert parts["prompt"][2] == PROMPT.encode()
    assert parts["model"][2] == b"gpt-image-2"


@pytest.mark.parametrize(
    ("answer", "code", "retryable", "says"),
    [
        (openai.error("moderation_blocked"), "refused", False, "refuses this prompt"),
        (openai.error("content_policy_violation"), "refused", False, "refuses this prompt"),
        (openai.error("invalid_size"), "invalid", False, r"400 \(invalid_size\)"),
        (openai.error("insufficient_quota", 429), "not-configured", False, "no credit"),
        (openai.error("billing_hard_limit_reached"), "not-configured", False, "no credit"),
        (openai.error("invalid_api_key", 401), "not-configured", False, "does not accept the key"),
        (openai.error("model_not_found", 404), "not-configured", False, "does not know this model"),
        (openai.error("server_error", 500), "no-answer", True, r"500 \(server_error\)"),
        (told({"data": []}), "bad-answer", True, "without an image"),
        (told({"data": [{"b64_json": "not base64!"}]}), "bad-image", True, "base64"),
        (told({"data": [{"b64_json": "bm8gaW1hZ2U="}]}), "bad-image", True, "something other"),
    ],
)
async def test_what_goes_wrong(vendor: OpenAI, answer: Handle, code: str, retryable: bool, says: str) -> None:
    vendor.fail("create", answer)
    with pytest.raises(ProviderError, match=says) as caught:
        await opened("openai", vendor).generate(request_for("openai"))
    assert (caught.value.code, caught.value.retryable) == (code, retryable)
    assert caught.value.elsewhere is (code != "refused")
    assert PROMPT not in str(caught.value)
    assert vendor.count("create") == 1
