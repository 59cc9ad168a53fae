"""Providers opened at vendors on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from service.providers.backoff import Backoff
from service.providers.breaker import Clock
from service.providers.factory import open_provider
from service.providers.outputs import Fetch
from service.providers.protocol import ImageRequest, Provider
from tests.support.vendors.fal import Fal
from tests.support.vendors.jobs import JobVendor
from tests.support.vendors.luma import Luma
from tests.support.vendors.openai import OpenAI
from tests.support.vendors.replicate import Replicate
from tests.support.vendors.vendor import KEY, Vendor, running

FAST = Backoff(first=0.01, longest=0.05, look=0.01, longest_look=0.02)
PROMPT = "a secret garden"

MODELS = {
    "fal": "fal-ai/flux/dev",
    "luma": "photon-1",
    "openai": "gpt-image-2",
    "replicate": "black-forest-labs/flux-schnell",
}
"""A model of each vendor."""

JOBS = ("fal", "luma", "replicate")
"""The vendors that take jobs."""

PATHS = {"fal": "", "luma": "/dream-machine/v1", "openai": "/v1", "replicate": "/v1"}
"""What follows a vendor's ``base`` in its endpoint."""


def opened(
    name: str,
    vendor: Vendor,
    backoff: Backoff = FAST,
    fetch: Fetch | None = None,
    clock: Clock = time.monotonic,
) -> Provider:
    """Return the provider of a vendor that runs on this machine."""
    return open_provider(name, vendor.base + PATHS[name], KEY, backoff=backoff, fetch=fetch, clock=clock)


def request_for(name: str, deadline: float = 20.0, **more: object) -> ImageRequest:
    """Return a request for the vendor's model."""
    told = {"prompt": PROMPT, "upstream": MODELS[name], "attempt": "attempt-1", **more}
    return ImageRequest(deadline=deadline, **told)  # type: ignore[arg-type]


@contextmanager
def vendor_of(name: str, image: bytes | None = None, *, honours: bool = True) -> Iterator[Vendor]:
    """Yield a vendor that runs on this machine, by its name."""
    if name == "openai":
        with running(OpenAI(image, honours=honours)) as vendor:
            yield vendor
    else:
        with job_vendor_of(name, image, honours=honours) as jobs:
            yield jobs


@contextmanager
def job_vendor_of(name: str, image: bytes | None = None, *, honours: bool = True) -> Iterator[JobVendor]:
    """Yield a vendor that takes jobs, by its name."""
    kinds: dict[str, type[JobVendor]] = {"fal": Fal, "luma": Luma, "replicate": Replicate}
    with running(kinds[name](image, honours=honours)) as vendor:
        yield vendor
