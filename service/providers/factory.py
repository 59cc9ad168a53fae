"""Opening a vendor's provider from what an offer says: its name, its endpoint and its key."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from types import MappingProxyType

import httpx

from service.providers import fal, luma, openai, replicate
from service.providers.answers import WordOf
from service.providers.backoff import Backoff
from service.providers.breaker import Breaker, Clock
from service.providers.fetching import Fetcher
from service.providers.guard import Guarded
from service.providers.http import Endpoint
from service.providers.jobs import JobProvider, JobVendor
from service.providers.outputs import Fetch
from service.providers.protocol import Provider, ProviderError


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor's usual endpoint, and the word before the key in ``Authorization``.

    ``keyless`` says whether other endpoints of its protocol may work without a key.
    """

    endpoint: str
    scheme: str
    word_of: WordOf
    make: Callable[[Endpoint, Fetch], Provider]
    keyless: bool = False


def _jobs(vendor: JobVendor) -> Callable[[Endpoint, Fetch], Provider]:
    return lambda endpoint, fetch: JobProvider(endpoint, vendor, fetch)


VENDORS: Mapping[str, Vendor] = MappingProxyType(
    {
        "fal": Vendor("https://queue.fal.run", "Key", fal.word_of, _jobs(fal.Fal())),
        "luma": Vendor(
            "https://api.lumalabs.ai/dream-machine/v1", "Bearer", luma.word_of, _jobs(luma.Luma())
        ),
        "openai": Vendor("https://api.openai.com/v1", "Bearer", openai.word_of, openai.OpenAI, keyless=True),
        "replicate": Vendor(
            "https://api.replicate.com/v1", "Bearer", replicate.word_of, _jobs(replicate.Replicate())
        ),
    }
)
"""The vendors whose protocols are known, by their names in offers."""


def open_provider(
    name: str,
    endpoint: str | None,
    key: str | None,
    *,
    label: str | None = None,
    fetch: Fetch | None = None,
    backoff: Backoff | None = None,
    clock: Clock = time.monotonic,
) -> Provider:
    """Return the provider of a vendor, with a breaker of its own; without an ``endpoint``, at the usual one.

    ``label`` is the name that errors use, the vendor's own if None. No request is sent yet. Raise
    ProviderError for an unknown vendor, a missing key, and an endpoint that is invalid or must not get a key.
    """
    vendor = VENDORS.get(name)
    if vendor is None:
        raise _unusable(f"there is no provider {name!r}; choose one of {', '.join(VENDORS)}")
    base = endpoint or vendor.endpoint
    public_name = label or name
    _check_endpoint(public_name, base, with_key=key is not None)
    opened = Endpoint(
        vendor=public_name,
        base=base,
        headers=_headers(public_name, vendor, key, usual=endpoint is None),
        word_of=vendor.word_of,
        backoff=backoff or Backoff(),
    )
    return Guarded(public_name, vendor.make(opened, fetch or Fetcher().fetch), Breaker(public_name, clock))


def _headers(name: str, vendor: Vendor, key: str | None, *, usual: bool) -> Mapping[str, str]:
    if key is None:
        if usual or not vendor.keyless:
            raise _unusable(f"{name} needs a key: name the variable of the environment that holds it")
        return {}
    stripped = key.strip()
    # Otherwise the error about a character that a header cannot hold would show the whole key.
    if not stripped or not stripped.isascii() or not stripped.isprintable():
        raise _unusable(f"the key of {name} contains characters that no key has")
    return {"Authorization": f"{vendor.scheme} {stripped}"}


def _check_endpoint(name: str, endpoint: str, *, with_key: bool) -> None:
    try:
        url = httpx.URL(endpoint)
    except (httpx.InvalidURL, ValueError):
        raise _unusable(f"the endpoint of {name} is not a valid URL") from None
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.query or url.fragment:
        raise _unusable(f"the endpoint of {name} must have the form https://host/path")
    if with_key and url.scheme == "http" and not _is_here(url.host):
        raise _unusable(f"the endpoint of {name} must begin with https:// to be sent a key")


def _is_here(host: str) -> bool:
    """Return whether a host is this machine, so that nothing crosses a network."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unusable(message: str) -> ProviderError:
    return ProviderError("not-configured", message, elsewhere=True)
