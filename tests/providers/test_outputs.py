"""What vendors give for an image."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from service.domain.images import MAX_BYTES
from service.errors import NotFetched
from service.providers.outputs import data_address, decoded, media_type
from service.providers.protocol import ProviderError
from tests.support.images.pictures import picture
from tests.support.vendors.luma import Luma
from tests.support.vendors.opened import FAST, opened, request_for
from tests.support.vendors.vendor import running, told

ELSEWHERE = told({"id": "1", "state": "completed", "assets": {"image": "https://cdn.test/1.jpg"}}, 201)


class Fetched:
    """Gives or raises in turn, and keeps what it was asked for."""

    def __init__(self, *steps: bytes | Exception) -> None:
        self.steps = list(steps)
        self.asked: list[tuple[str, int, float]] = []

    async def __call__(self, url: str, *, max_bytes: int, seconds: float) -> bytes:
        self.asked.append((url, max_bytes, seconds))
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


@pytest.fixture
def vendor() -> Iterator[Luma]:
    """Yield a vendor whose next job has its image at another server."""
    with running(Luma()) as vendor:
        vendor.fail("create", ELSEWHERE)
        yield vendor


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture(), "image/png"),
        (picture(kind="JPEG"), "image/jpeg"),
        (picture(kind="WEBP"), "image/webp"),
        (picture(kind="GIF"), None),
        (b"", None),
    ],
)
def test_the_kind_of_an_image(data: bytes, kind: str | None) -> None:
    assert media_type(data) == kind
    assert data_address(data).startswith(f"data:{kind or 'application/octet-stream'};base64,")


def test_base64() -> None:
    assert decoded("luma", base64.b64encode(b"image").decode()) == b"image"
    for text in ("a", "a b=", "\u00e4", "====="):
        with pytest.raises(ProviderError, match="base64"):
            decoded("luma", text)


async def test_an_image_at_another_server_is_fetched(vendor: Luma) -> None:
    fetch = Fetched(NotFetched("busy", transient=True), vendor.image)
    assert await opened("luma", vendor, fetch=fetch).generate(request_for("luma")) == vendor.image
    (_, (url, most, seconds)) = fetch.asked
    assert (url, most) == ("https://cdn.test/1.jpg", MAX_BYTES)
    assert 0 < seconds < 20


@pytest.mark.parametrize(
    ("transient", "code", "tries"), [(False, "bad-image", 1), (True, "unavailable", FAST.look_tries)]
)
async def test_an_image_that_cannot_be_fetched(vendor: Luma, transient: bool, code: str, tries: int) -> None:
    fetch = Fetched(*[NotFetched("nothing there", transient=transient)] * 8)
    with pytest.raises(ProviderError, match="cannot be fetched: nothing there") as caught:
        await opened("luma", vendor, fetch=fetch).generate(request_for("luma"))
    assert (caught.value.code, caught.value.retryable, len(fetch.asked)) == (code, True, tries)


async def test_an_address_in_a_private_network_is_not_asked() -> None:
    """The vendor's own server may be there, for the operator said so; what it points to may not."""
    with running(Luma()) as vendor, running(Luma()) as private:
        assets = {"image": f"{private.base}/files/1.jpg"}
        vendor.fail("create", told({"id": "1", "state": "completed", "assets": assets}, 201))
        with pytest.raises(ProviderError, match="cannot be fetched"):
            await opened("luma", vendor).generate(request_for("luma"))
        assert not private.asked
