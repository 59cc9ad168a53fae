"""Every vendor in every failure: an error that says what to do, in time, and never the key or the prompt."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback

import pytest

from service.blobs.pictures import copies_of
from service.errors import Invalid
from service.providers.protocol import ProviderError
from tests.support.images.pictures import picture
from tests.support.network.sites import Handle
from tests.support.vendors import faults
from tests.support.vendors.opened import JOBS, MODELS, PROMPT, opened, request_for, vendor_of
from tests.support.vendors.vendor import KEY, Vendor, told

DEADLINE = 0.3
# Of a machine that is busy with other things; what hangs here would do so for ever.
PATIENCE = 60
# Less than the vendors ask to wait after a 429: the attempt then ends at once.
TOO_SHORT_TO_WAIT = 20
STEPS = [
    (name, step)
    for name in sorted(MODELS)
    for step in ("create", "look", "result", "image")
    if step == "create" or (name in JOBS and (step != "result" or name == "fal"))
]
EVERY = pytest.mark.parametrize(("name", "step"), STEPS)


def fault_of(kind: str, vendor: Vendor, step: str) -> Handle:
    """Return a way to fail."""
    media = "image/png" if step == "image" else "application/json"
    echo = {"detail": f"no {PROMPT} for {KEY}", "error": {"message": f"{PROMPT} {KEY}"}}
    found: dict[str, Handle] = {
        "400": told(echo, 400),
        "401": told(echo, 401),
        "429": told(echo, 429, retry_after="30"),
        "500": told(echo, 500),
        "deep": faults.DEEP,
        "drip": faults.dripping(vendor.closed, media),
        "endless": faults.Endless(media, announced=False),
        "hang": faults.hanging(vendor.closed),
        "html": faults.HTML,
        "malformed": faults.MALFORMED,
        "packed": faults.PACKED,
    }
    return found[kind]


@pytest.mark.parametrize("kind", ["hang", "drip"])
async def test_the_deadline_holds_for_the_whole_attempt(kind: str) -> None:
    """At all vendors and in all steps at once, because each takes its time."""
    async with asyncio.TaskGroup() as group:
        for name, step in STEPS:
            group.create_task(ends_at_the_deadline(name, step, kind), name=f"{name} {step}")


async def ends_at_the_deadline(name: str, step: str, kind: str) -> None:
    with vendor_of(name, honours=False) as vendor:
        vendor.fail(step, *[fault_of(kind, vendor, step)] * 9)
        began = time.monotonic()
        with pytest.raises(ProviderError) as caught:
            await opened(name, vendor).generate(request_for(name, deadline=DEADLINE))
        assert (caught.value.code, caught.value.retryable) == ("timed-out", True), (name, step)
        assert DEADLINE * 0.9 < time.monotonic() - began < DEADLINE + PATIENCE, (name, step)
        assert vendor.charges.total() <= 1, (name, step)


@EVERY
@pytest.mark.parametrize(
    "kind", ["400", "401", "429", "500", "deep", "endless", "html", "malformed", "packed"]
)
async def test_an_error_tells_neither_key_nor_prompt(
    name: str, step: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with vendor_of(name, honours=False) as vendor:
        vendor.fail(step, *[fault_of(kind, vendor, step)] * 20)
        with pytest.raises(ProviderError) as caught:
            await opened(name, vendor).generate(request_for(name, deadline=TOO_SHORT_TO_WAIT))
        assert vendor.charges.total() <= 1
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.args) + caught.value.message
    for text in (shown, caplog.text):
        assert KEY not in text
        assert PROMPT not in text


@pytest.mark.parametrize("name", sorted(MODELS))
async def test_logs_of_what_goes_well_tell_neither(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with vendor_of(name) as vendor:
        await opened(name, vendor).generate(request_for(name))
    assert caplog.text  # the HTTP client does log
    assert KEY not in caplog.text
    assert PROMPT not in caplog.text


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_an_image_that_was_cut_short_is_no_image(name: str, kind: str) -> None:
    """Begun like an image it comes through here, and is found out where all images are decoded."""
    with vendor_of(name, picture(kind=kind)[:-20]) as vendor:
        data = await opened(name, vendor).generate(request_for(name))
    with pytest.raises(Invalid):
        copies_of(data)


@pytest.mark.parametrize("name", sorted(MODELS))
async def test_what_is_no_image(name: str) -> None:
    with vendor_of(name, b"<!doctype html>") as vendor:
        with pytest.raises(ProviderError, match="something other than a PNG") as caught:
            await opened(name, vendor).generate(request_for(name))
        assert (caught.value.code, caught.value.retryable) == ("bad-image", True)
