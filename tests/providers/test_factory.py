"""Opening a provider: what is refused before anything is asked."""

from __future__ import annotations

import pytest

from service.providers.factory import VENDORS, open_provider
from service.providers.protocol import ProviderError
from tests.support.vendors.openai import OpenAI
from tests.support.vendors.opened import MODELS, request_for
from tests.support.vendors.vendor import KEY, running, told

HERE = "http://127.0.0.1:9"


def test_the_vendors() -> None:
    assert VENDORS.keys() == MODELS.keys()
    assert all(vendor.endpoint.startswith("https://") for vendor in VENDORS.values())


@pytest.mark.parametrize(
    ("name", "endpoint", "key", "says"),
    [
        (
            "midjourney",
            None,
            KEY,
            f"there is no provider 'midjourney'; choose one of {', '.join(VENDORS)}",
        ),
        ("openai", None, None, "openai needs a key"),
        ("luma", HERE, None, "luma needs a key"),
        ("openai", None, "", "characters that no key has"),
        ("openai", None, "sk-1\r\nHost: elsewhere", "characters that no key has"),
        ("openai", None, "sk-\u00e4", "characters that no key has"),
        ("openai", "https://host:port/v1", KEY, "not a valid URL"),
        ("openai", "ftp://host/v1", KEY, "the form https://host/path"),
        ("openai", "/v1", KEY, "the form https://host/path"),
        ("openai", "https://user:pass@host/v1", KEY, "the form https://host/path"),
        ("openai", "https://host/v1?a=b", KEY, "the form https://host/path"),
        ("openai", "http://host/v1", KEY, "must begin with https://"),
        ("openai", "http://10.0.0.1/v1", KEY, "must begin with https://"),
        ("openai", "http://localhost.elsewhere.test/v1", KEY, "must begin with https://"),
    ],
)
def test_what_cannot_be_opened(name: str, endpoint: str | None, key: str | None, says: str) -> None:
    with pytest.raises(ProviderError) as caught:
        open_provider(name, endpoint, key)
    assert says in str(caught.value)
    assert (caught.value.code, caught.value.retryable, caught.value.elsewhere) == (
        "not-configured",
        False,
        True,
    )
    assert "sk-" not in str(caught.value)


@pytest.mark.parametrize(
    ("endpoint", "key"),
    [
        (None, f"  {KEY}\n"),
        ("http://localhost:8000/v1", KEY),
        ("http://[::1]:8000/v1/", KEY),
        ("https://host/v1", None),
        ("http://vllm:8000/v1", None),
    ],
)
def test_what_can_be_opened(endpoint: str | None, key: str | None) -> None:
    open_provider("openai", endpoint, key)


async def test_without_a_key_none_is_sent() -> None:
    with running(OpenAI()) as vendor:
        vendor.fail("create", told({}, 500))
        with pytest.raises(ProviderError, match="does not accept the key"):
            await open_provider("openai", f"{vendor.base}/v1", None).generate(request_for("openai"))
        assert "authorization" not in vendor.asked[0].headers
