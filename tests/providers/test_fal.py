"""The protocol of fal's queues, against a server that speaks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.providers.protocol import ProviderError
from tests.support.images.pictures import picture
from tests.support.network.sites import Handle
from tests.support.vendors.fal import Fal
from tests.support.vendors.opened import PROMPT, opened, request_for
from tests.support.vendors.vendor import KEY, running, told


@pytest.fixture
def vendor() -> Iterator[Fal]:
    """Yield a vendor on this machine."""
    with running(Fal()) as vendor:
        yield vendor


async def test_an_image(vendor: Fal) -> None:
    data = await opened("fal", vendor).generate(request_for("fal", width=1024, height=768, seed=7))
    assert data == vendor.image
    asked = vendor.last("create")
    assert asked.path == "/fal-ai/flux/dev"
    size = {"width": 1024, "height": 768}
    assert asked.json == {"prompt": PROMPT, "num_images": 1, "seed": 7, "image_size": size}
    assert asked.headers["authorization"] == f"Key {KEY}"
    assert asked.headers["x-fal-request-timeout"] == "20"
    assert [seen.path for seen in vendor.asked[1:]] == [
        "/fal-ai/flux/requests/job-1/status",
        "/fal-ai/flux/requests/job-1/status",
        "/fal-ai/flux/requests/job-1",
        "/files/job-1.png",
    ]


@pytest.mark.parametrize(("field", "name"), [("", "image_url"), ("?source=image_urls[]", "image_urls")])
async def test_an_image_is_edited(vendor: Fal, field: str, name: str) -> None:
    await opened("fal", vendor).generate(
        request_for("fal", upstream=f"fal-ai/flux/kontext{field}", source=picture())
    )
    asked = vendor.last("create")
    assert asked.path == "/fal-ai/flux/kontext"
    given = asked.json[name]
    assert (given[0] if name == "image_urls" else given).startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("reason", "code"), [("content_policy_violation", "refused"), ("image_too_small", "invalid")]
)
async def test_a_model_that_refuses(vendor: Fal, reason: str, code: str) -> None:
    vendor.reason = reason
    with pytest.raises(ProviderError) as caught:
        await opened("fal", vendor).generate(request_for("fal"))
    assert (caught.value.code, caught.value.retryable) == (code, False)
    assert caught.value.elsewhere is (code != "refused")
    assert "garden" not in str(caught.value)
    assert not vendor.stopped


async def test_what_was_painted_black_was_refused(vendor: Fal) -> None:
    vendor.blank = True
    with pytest.raises(ProviderError) as caught:
        await opened("fal", vendor).generate(request_for("fal"))
    assert (caught.value.code, caught.value.retryable) == ("refused", False)


@pytest.mark.parametrize(
    ("step", "answer", "code", "says"),
    [
        (
            "create",
            told({"detail": "User is locked. Reason: Exhausted balance."}, 403),
            "not-configured",
            "no credit",
        ),
        ("create", told({"detail": "No such app"}, 404), "not-configured", "does not know"),
        ("create", told({"detail": "?", "error_type": "bad_request"}, 400), "invalid", "bad_request"),
        ("create", told({"request_id": "1"}), "bad-answer", "without the addresses"),
        (
            "look",
            told({"status": "COMPLETED", "error": "Timed out", "error_type": "startup_timeout"}),
            "failed",
            "could not make",
        ),
        (
            "look",
            told({"status": "COMPLETED", "error": "x", "error_type": "content_policy_violation"}),
            "refused",
            "refuses",
        ),
        ("look", told({"status": "COMPLETED"}), "bad-answer", "without the address of the result"),
        ("look", told({"status": "LOST"}), "bad-answer", "without the status"),
        ("result", told({"images": []}), "bad-answer", "without an image"),
    ],
)
async def test_what_goes_wrong(vendor: Fal, step: str, answer: Handle, code: str, says: str) -> None:
    vendor.fail(step, answer)
    with pytest.raises(ProviderError, match=says) as caught:
        await opened("fal", vendor).generate(request_for("fal"))
    assert caught.value.code == code


async def test_a_single_image(vendor: Fal) -> None:
    vendor.fail("result", told({"image": {"url": f"{vendor.base}/files/1.png"}}))
    assert await opened("fal", vendor).generate(request_for("fal")) == vendor.image
