"""Jobs at vendors: they are looked at until they end, and stopped once nobody waits for them."""

from __future__ import annotations

import asyncio
import time

import pytest

from service.providers.http import STOP_SECONDS
from service.providers.protocol import ProviderError
from tests.support.vendors import faults
from tests.support.vendors.opened import JOBS, job_vendor_of, opened, request_for
from tests.support.vendors.vendor import told

EVERY = pytest.mark.parametrize("name", JOBS)


async def test_a_job_that_never_ends_is_stopped_at_the_deadline() -> None:
    """At all vendors at once, because each takes its time."""
    async with asyncio.TaskGroup() as group:
        for name in JOBS:
            group.create_task(stops_at_the_deadline(name), name=name)


async def stops_at_the_deadline(name: str) -> None:
    with job_vendor_of(name) as vendor:
        vendor.forever = True
        with pytest.raises(ProviderError, match=r"no image within 6 s") as caught:
            await opened(name, vendor).generate(request_for(name, deadline=6))
        assert (caught.value.code, caught.value.retryable) == ("timed-out", True), name
        assert vendor.stopped == ["job-1"], name


@EVERY
async def test_a_job_whose_caller_goes_is_stopped(name: str) -> None:
    with job_vendor_of(name) as vendor:
        vendor.forever = True
        task = asyncio.create_task(opened(name, vendor).generate(request_for(name)))
        await asyncio.to_thread(vendor.wait_for, "look")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert vendor.stopped == ["job-1"]


@pytest.mark.slow
async def test_a_vendor_that_does_not_stop_is_not_waited_for() -> None:
    with job_vendor_of("luma") as vendor:
        vendor.forever = True
        vendor.fail("stop", faults.hanging(vendor.closed))
        began = time.monotonic()
        with pytest.raises(ProviderError, match="no image within"):
            await opened("luma", vendor).generate(request_for("luma", deadline=6))
        assert 5 + STOP_SECONDS < time.monotonic() - began < STOP_SECONDS + 60


@EVERY
async def test_a_job_that_is_gone_is_stopped_all_the_same(name: str) -> None:
    with job_vendor_of(name) as vendor:
        vendor.fail("look", told({"detail": "not found"}, 404))
        vendor.fail("stop", told({"detail": "not found"}, 404))
        with pytest.raises(ProviderError, match="404"):
            await opened(name, vendor).generate(request_for(name))
        assert vendor.count("stop") == 1


@EVERY
async def test_a_caller_who_goes_before_the_job_has_a_name(name: str) -> None:
    with job_vendor_of(name) as vendor:
        vendor.fail("create", faults.hanging(vendor.closed))
        task = asyncio.create_task(opened(name, vendor).generate(request_for(name)))
        await asyncio.to_thread(vendor.wait_for, "create")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert vendor.count("create") == 1
