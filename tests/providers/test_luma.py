"""Luma's protocol, against a server that speaks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.providers.protocol import ProviderError
from tests.support.images.pictures import picture
from tests.support.network.sites import Handle
from tests.support.vendors.luma import Luma
from tests.support.vendors.opened import PROMPT, opened, request_for
from tests.support.vendors.vendor import KEY, running, told


@pytest.fixture
def vendor() -> Iterator[Luma]:
    """Yield a vendor on this machine."""
    with running(Luma()) as vendor:
        yield vendor


async def test_an_image(vendor: Luma) -> None:
    data = await opened("luma", vendor).generate(request_for("luma", width=1024, height=1024, seed=7))
    assert data == vendor.image
    asked = vendor.last("create")
    assert asked.json == {"prompt": PROMPT, "model": "photon-1", "aspect_ratio": "1:1"}
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert [seen.path for seen in vendor.asked[1:]] == [
        "/dream-machine/v1/generations/job-1",
        "/dream-machine/v1/generations/job-1",
        "/files/job-1.jpg",
    ]


async def test_a_shape_is_the_vendors_choice(vendor: Luma) -> None:
    await opened("luma", vendor).generate(request_for("luma"))
    assert "aspect_ratio" not in vendor.last("create").json


async def test_an_image_that_has_no_address_cannot_be_edited(vendor: Luma) -> None:
    with pytest.raises(ProviderError, match="public address") as caught:
        await opened("luma", vendor).generate(request_for("luma", source=picture()))
    assert (caught.value.code, caught.value.retryable, caught.value.elsewhere) == ("unsupported", False, True)
    assert not vendor.asked


@pytest.mark.parametrize(
    ("reason", "code", "retryable"),
    [("Content moderated: 'a secret garden'", "refused", False), ("Internal error", "failed", True)],
)
async def test_a_job_that_fails(vendor: Luma, reason: str, code: str, retryable: bool) -> None:
    vendor.reason = reason
    with pytest.raises(ProviderError) as caught:
        await opened("luma", vendor).generate(request_for("luma"))
    assert (caught.value.code, caught.value.retryable) == (code, retryable)
    assert "garden" not in str(caught.value)
    assert not vendor.stopped


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (
            told({"detail": "Prompt not allowed because advanced moderation failed"}, 400),
            "refused",
            "refuses",
        ),
        (told({"detail": "Insufficient credits"}, 400), "not-configured", "no credit"),
        (told({"detail": ["?"]}, 422), "invalid", "422"),
        (told({"state": "queued"}, 201), "bad-answer", "without the id"),
        (told({"id": "1", "state": "asleep"}, 201), "bad-answer", "without the state"),
        (told({"id": "1", "state": "completed", "assets": {}}, 201), "bad-answer", "without an image"),
    ],
)
async def test_what_goes_wrong(vendor: Luma, answer: Handle, code: str, says: str) -> None:
    vendor.fail("create", answer)
    with pytest.raises(ProviderError, match=says) as caught:
        await opened("luma", vendor).generate(request_for("luma"))
    assert caught.value.code == code
