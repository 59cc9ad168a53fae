"""Calls to a vendor: what is sent again and what is not, how long is waited, and who gets the key."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.providers.backoff import Backoff
from service.providers.factory import open_provider
from service.providers.protocol import ProviderError
from tests.support.network.sites import Handle, certified, page, site
from tests.support.vendors import faults
from tests.support.vendors.jobs import JobVendor
from tests.support.vendors.openai import OpenAI
from tests.support.vendors.opened import FAST, MODELS, job_vendor_of, opened, request_for, vendor_of
from tests.support.vendors.vendor import KEY, running, told

EVERY = pytest.mark.parametrize("name", sorted(MODELS))
ATTEMPT = "attempt-1"


@pytest.fixture
def vendor() -> Iterator[JobVendor]:
    """Yield a vendor that takes jobs, and never recognizes a repeated request."""
    with job_vendor_of("luma", honours=False) as vendor:
        yield vendor


@EVERY
async def test_an_order_that_was_turned_away_is_sent_again(name: str) -> None:
    with vendor_of(name, honours=False) as vendor:
        vendor.fail("create", told({}, 429), told({}, 503), page(b"busy", 503, content_type="text/html"))
        assert await opened(name, vendor).generate(request_for(name)) == vendor.image
        assert vendor.count("create") == 4
        assert vendor.charges == {ATTEMPT: 1}
        ids = {asked.headers["idempotency-key"] for asked in vendor.asked if asked.method == "POST"}
        assert ids == {ATTEMPT}


@EVERY
@pytest.mark.parametrize(
    "fault", [told({}, 500), told({}, 502), told({}, 504), faults.dropped, faults.cut(), faults.MALFORMED]
)
async def test_an_order_that_was_perhaps_taken_is_not(name: str, fault: Handle) -> None:
    """No vendor promises to recognize a repeated request: sending it twice may cost twice."""
    with vendor_of(name, honours=False) as vendor:
        vendor.fail("create", fault, charged=True)
        with pytest.raises(ProviderError) as caught:
            await opened(name, vendor).generate(request_for(name))
        code = "bad-answer" if fault is faults.MALFORMED else "no-answer"
        assert (caught.value.code, caught.value.retryable) == (code, True)
        assert vendor.count("create") == 1
        assert vendor.charges == {ATTEMPT: 1}


@EVERY
async def test_after_a_few_tries_it_is_given_up(name: str) -> None:
    with vendor_of(name) as vendor:
        vendor.fail("create", *[told({}, 429, retry_after="0")] * 9)
        with pytest.raises(ProviderError, match="429") as caught:
            await opened(name, vendor).generate(request_for(name))
        assert (caught.value.code, caught.value.retry_after) == ("rate-limited", 0)
        assert vendor.count("create") == FAST.tries
        assert not vendor.charges


async def test_a_vendor_that_cannot_be_reached_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    failures: list[int] = []

    def before_try(_: Backoff, failed: int, asked: float | None) -> float:
        assert asked is None
        failures.append(failed)
        return 0.0

    monkeypatch.setattr(Backoff, "before_try", before_try)
    with running(OpenAI()) as vendor:
        pass
    with pytest.raises(ProviderError, match="cannot be reached") as caught:
        await opened("openai", vendor).generate(request_for("openai"))
    assert (caught.value.code, caught.value.retryable) == ("unavailable", True)
    assert failures == [*range(FAST.tries)]


@pytest.mark.parametrize("step", ["create", "look"])
async def test_retry_after_is_waited(vendor: JobVendor, step: str) -> None:
    vendor.fail(step, told({}, 429, retry_after="1"))
    began = time.monotonic()
    assert (
        await opened("luma", vendor, Backoff(first=0.01, look=0.01)).generate(request_for("luma"))
        == vendor.image
    )
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize("deadline", [30, 100])
async def test_who_asks_for_long_is_not_waited_for(vendor: JobVendor, deadline: float) -> None:
    """Neither beyond the deadline nor for so long that the worker could do something else meanwhile."""
    vendor.fail("create", told({}, 503, retry_after="60"))
    with pytest.raises(ProviderError, match="503") as caught:
        await opened("luma", vendor, Backoff()).generate(request_for("luma", deadline=deadline))
    assert (caught.value.code, caught.value.retry_after) == ("unavailable", 60)
    assert vendor.count("create") == 1


async def test_a_pause_that_outlasts_the_deadline_ends_the_job(vendor: JobVendor) -> None:
    vendor.fail("look", told({}, 429, retry_after="60"))
    with pytest.raises(ProviderError, match="429"):
        await opened("luma", vendor).generate(request_for("luma", deadline=30))
    assert vendor.stopped == ["job-1"]


@pytest.mark.parametrize("step", ["look", "image"])
async def test_a_look_is_taken_again_whatever_happened(vendor: JobVendor, step: str) -> None:
    vendor.fail(step, *[told({}, status) for status in (429, 500, 502, 503)], faults.dropped)
    vendor.fail(step, faults.cut("image/png" if step == "image" else "application/json"))
    assert await opened("luma", vendor).generate(request_for("luma")) == vendor.image
    assert vendor.charges == {ATTEMPT: 1}
    assert not vendor.stopped


async def test_a_look_in_vain_ends_the_job(vendor: JobVendor) -> None:
    vendor.fail("look", *[told({}, 500)] * 20)
    with pytest.raises(ProviderError, match="500"):
        await opened("luma", vendor).generate(request_for("luma"))
    assert vendor.count("look") == FAST.look_tries
    assert vendor.stopped == ["job-1"]


async def test_addresses_of_other_servers_do_not_get_the_key() -> None:
    with running(OpenAI()) as stranger, job_vendor_of("fal") as vendor:
        addresses = {"status_url": f"{stranger.base}/status", "cancel_url": f"{stranger.base}/cancel"}
        vendor.fail("create", told({"request_id": "1", **addresses}))
        with pytest.raises(ProviderError, match="address of another server") as caught:
            await opened("fal", vendor).generate(request_for("fal"))
        assert caught.value.code == "bad-answer"
        assert not stranger.asked


@pytest.mark.parametrize("step", ["create", "look", "image"])
async def test_redirects_are_not_followed(vendor: JobVendor, step: str) -> None:
    with running(OpenAI()) as stranger:
        vendor.fail(step, page(status=307, location=f"{stranger.base}/v1/images/generations"))
        with pytest.raises(ProviderError, match="307"):
            await opened("luma", vendor).generate(request_for("luma"))
        assert not stranger.asked


async def test_a_server_whose_certificate_nobody_vouches_for_is_not_spoken_to(tmp_path: Path) -> None:
    context, _ = certified("127.0.0.1", tmp_path)
    with site({}, context) as secured:
        provider = open_provider("openai", f"https://127.0.0.1:{secured.port}/v1", KEY, backoff=FAST)
        with pytest.raises(ProviderError, match="cannot be reached"):
            await provider.generate(request_for("openai"))
        assert len(secured.names) == FAST.tries
        assert secured.hosts == []
