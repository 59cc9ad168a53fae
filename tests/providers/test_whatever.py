"""Whatever a vendor answers: an image or a ProviderError comes of it, and nothing else.

Answers as they should be are taken, and everything in them is replaced in turn by everything odd.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from service.providers.backoff import Backoff
from service.providers.protocol import ProviderError
from tests.support.network.sites import page
from tests.support.vendors.opened import opened, request_for, vendor_of
from tests.support.vendors.vendor import Vendor, told

BACKOFF = Backoff(tries=1, look_tries=1, first=0, longest=0, look=0, longest_look=0)
ODD: tuple[object, ...] = (
    *(None, True, -1, 10**30, [], {}, [[]], [{"url": 1}]),
    *(" ", "\ud800", "\x00", "x" * 70_000, "completed", "COMPLETED", "succeeded"),
    *("data:", "data:;base64,\ud800", "data:;base64,/9j/", "../../x", "//", "http://[", "http://a:99999/"),
    *("http://127.0.0.1:1/", "file:///x", "http://\x00"),
)
ANSWERS: dict[tuple[str, str], dict[str, Any]] = {
    ("fal", "create"): {"status_url": "/s/status", "cancel_url": "/s/cancel", "response_url": "/s"},
    ("fal", "look"): {"status": "COMPLETED", "error": "x", "error_type": "y", "response_url": "/s"},
    ("fal", "result"): {"images": [{"url": "/files/1.png"}], "has_nsfw_concepts": [False]},
    ("luma", "create"): {
        "id": "1",
        "state": "completed",
        "failure_reason": "x",
        "assets": {"image": "/files/1.jpg"},
    },
    ("luma", "look"): {"state": "failed", "failure_reason": "x", "assets": {"image": "/files/1.jpg"}},
    ("openai", "create"): {"data": [{"b64_json": None, "url": "/files/1.png"}]},
    ("replicate", "create"): {
        "status": "succeeded",
        "output": ["/files/1.png"],
        "urls": {"get": "/v1/predictions/1", "cancel": "/v1/predictions/1/cancel"},
    },
    ("replicate", "look"): {"status": "failed", "error": "x", "urls": {"get": "/g", "cancel": "/c/cancel"}},
}
ERRORS: dict[str, dict[str, Any]] = {
    "fal": {"detail": [{"type": "x"}], "error_type": "x"},
    "luma": {"detail": "x"},
    "openai": {"error": {"code": "x", "type": "x"}},
    "replicate": {"detail": "x"},
}
HEADERS = (
    {"content_length": "9" * 5_000},
    {"content_length": "5, 6"},
    {"content_type": "\u00ff"},
    {"retry_after": "9" * 5_000},
    {"location": "http://["},
    {"content_encoding": "br"},
)


def twisted(body: Any) -> Iterator[Any]:
    """Yield the body with each of its parts, itself included, replaced by each odd thing."""
    yield from ODD
    for key in body if isinstance(body, dict) else range(len(body)) if isinstance(body, list) else ():
        for inner in twisted(body[key]):
            other = copy.copy(body)
            other[key] = inner
            yield other


async def settled(name: str, vendor: Vendor, step: str) -> None:
    """Order once; anything but an image or a ProviderError comes out."""
    with suppress(ProviderError):
        await opened(name, vendor, BACKOFF).generate(request_for(name))
    assert not vendor._faults[step], "the answer was not asked for"


@pytest.mark.parametrize(("name", "step"), sorted(ANSWERS))
@pytest.mark.slow
async def test_any_answer(name: str, step: str) -> None:
    with vendor_of(name, honours=False) as vendor:
        for body in twisted(ANSWERS[name, step]):
            vendor.fail(step, told(body))
            await settled(name, vendor, step)


@pytest.mark.parametrize("name", sorted(ERRORS))
@pytest.mark.slow
async def test_any_error(name: str) -> None:
    with vendor_of(name, honours=False) as vendor:
        for body in twisted(ERRORS[name]):
            vendor.fail("create", told(body, 422))
            await settled(name, vendor, "create")


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("status", [200, 302, 429])
async def test_any_header(status: int, headers: dict[str, str]) -> None:
    with vendor_of("openai") as vendor:
        vendor.fail("create", page(b"{}", status, **{"content_type": "application/json", **headers}))
        await settled("openai", vendor, "create")
