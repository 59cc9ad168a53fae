"""Replicate's protocol, against a server that speaks it."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from service.providers.protocol import ProviderError
from tests.support.images.pictures import picture
from tests.support.network.sites import Handle
from tests.support.vendors.opened import PROMPT, opened, request_for
from tests.support.vendors.replicate import Replicate
from tests.support.vendors.vendor import KEY, running, told

URLS = {"get": "/v1/predictions/1", "cancel": "/v1/predictions/1/cancel"}


@pytest.fixture
def vendor() -> Iterator[Replicate]:
    """Yield a vendor on this machine."""
    with running(Replicate()) as vendor:
        yield vendor


async def test_an_image(vendor: Replicate) -> None:
    data = await opened("replicate", vendor).generate(
        request_for("replicate", width=1536, height=1024, seed=7)
    )
    assert data == vendor.image
    asked = vendor.last("create")
    assert asked.path == "/v1/models/black-forest-labs/flux-schnell/predictions"
    assert asked.json == {"input": {"prompt": PROMPT, "seed": 7, "aspect_ratio": "3:2"}}
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert (asked.headers["prefer"], asked.headers["cancel-after"]) == ("wait=10", "20s")
    assert vendor.count("look") == 2


async def test_an_image_in_the_call_that_waits(vendor: Replicate) -> None:
    vendor.at_once = True
    assert await opened("replicate", vendor).generate(request_for("replicate", deadline=4.9)) == vendor.image
    headers = vendor.last("create").headers
    assert (headers["prefer"], headers["cancel-after"]) == ("wait=4", "5s")
    assert vendor.count("look") == 0


async def test_a_version_is_named_in_the_body(vendor: Replicate) -> None:
    upstream = "someone/sdxl:7762fd07cf82"
    await opened("replicate", vendor).generate(request_for("replicate", upstream=upstream))
    asked = vendor.last("create")
    assert (asked.path, asked.json) == (
        "/v1/predictions",
        {"version": upstream, "input": {"prompt": PROMPT}},
    )


@pytest.mark.parametrize(
    ("field", "name", "several"),
    [("", "input_image", False), ("?source=image", "image", False), ("?source=images[]", "images", True)],
)
async def test_an_image_is_edited(vendor: Replicate, field: str, name: str, several: bool) -> None:
    source = picture()
    await opened("replicate", vendor).generate(
        request_for("replicate", upstream=f"a/b{field}", source=source)
    )
    address = f"data:image/png;base64,{base64.b64encode(source).decode()}"
    assert vendor.last("create").path == "/v1/models/a/b/predictions"
    assert vendor.last("create").json["input"][name] == ([address] if several else address)


@pytest.mark.parametrize("form", ["text", "list", "data"])
async def test_an_output_has_several_forms(vendor: Replicate, form: str) -> None:
    address = f"{vendor.base}/files/1.png"
    inline = f"data:image/png;base64,{base64.b64encode(vendor.image).decode()}"
    output = {"text": address, "list": [address], "data": inline}[form]
    vendor.fail("create", told({"status": "succeeded", "output": output, "urls": URLS}, 201))
    assert await opened("replicate", vendor).generate(request_for("replicate")) == vendor.image


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("NSFW content detected. Try running it again, or try a different prompt.", "refused"),
        ("The input or output was flagged as sensitive. Please try again (E005)", "refused"),
        ("CUDA out of memory", "failed"),
    ],
)
async def test_a_prediction_that_fails(vendor: Replicate, reason: str, code: str) -> None:
    vendor.reason = reason
    with pytest.raises(ProviderError) as caught:
        await opened("replicate", vendor).generate(request_for("replicate"))
    assert (caught.value.code, caught.value.retryable) == (code, code == "failed")
    assert not vendor.stopped


@pytest.mark.parametrize("status", ["canceled", "aborted"])
async def test_a_prediction_that_others_end(vendor: Replicate, status: str) -> None:
    vendor.fail("look", told({"status": status, "urls": URLS}))
    with pytest.raises(ProviderError, match="could not make") as caught:
        await opened("replicate", vendor).generate(request_for("replicate"))
    assert caught.value.code == "failed"


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (told({"title": "Insufficient credit", "status": 402}, 402), "not-configured", "no credit"),
        (told({"detail": "Invalid version or not permitted", "status": 422}, 422), "invalid", "422"),
        (told({"status": "starting"}, 201), "bad-answer", "without the addresses"),
        (told({"status": "succeeded", "output": {}, "urls": URLS}), "bad-answer", "without an image"),
        (told([]), "bad-answer", "without the addresses"),
    ],
)
async def test_what_goes_wrong(vendor: Replicate, answer: Handle, code: str, says: str) -> None:
    vendor.fail("create", answer)
    with pytest.raises(ProviderError, match=says) as caught:
        await opened("replicate", vendor).generate(request_for("replicate"))
    assert caught.value.code == code
