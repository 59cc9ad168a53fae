"""Which provider an offer means."""

from __future__ import annotations

import pytest

from service.providers.protocol import ImageRequest, ProviderError
from service.providers.registry import Providers


class Place:
    """A provider that only knows where it is and with which key."""

    def __init__(self, endpoint: str | None, key: str | None) -> None:
        self.place = (endpoint, key)

    async def generate(self, request: ImageRequest) -> bytes:
        return f"{request.upstream} {self.place}".encode()


class Other(Place):
    """A provider of another protocol."""

    def __init__(self, name: str, endpoint: str, key: str | None) -> None:
        super().__init__(endpoint, key)
        self.name = name


PROVIDERS = Providers({"luma": Place}, Other, {"KEY": "secret", "EMPTY": ""})


def test_by_name_then_by_endpoint() -> None:
    luma = PROVIDERS.of("luma", None, "KEY")
    other = PROVIDERS.of("mine", "http://127.0.0.1:9", None)
    assert isinstance(luma, Place)
    assert isinstance(other, Other)
    assert luma.place == (None, "secret")
    assert (other.name, other.place) == ("mine", ("http://127.0.0.1:9", None))


def test_made_once_for_a_place() -> None:
    assert PROVIDERS.of("luma", None, "KEY") is PROVIDERS.of("luma", None, "KEY")
    assert PROVIDERS.of("luma", None, "KEY") is not PROVIDERS.of("luma", None, None)


@pytest.mark.parametrize(
    ("name", "endpoint", "variable", "says"),
    [
        ("mine", None, None, "names no endpoint"),
        ("luma", None, "MISSING", "MISSING is not set"),
        ("luma", None, "EMPTY", "EMPTY is not set"),
    ],
)
def test_what_cannot_be_reached(name: str, endpoint: str | None, variable: str | None, says: str) -> None:
    with pytest.raises(ProviderError, match=says) as caught:
        PROVIDERS.of(name, endpoint, variable)
    assert (caught.value.retryable, caught.value.elsewhere) == (False, True)
    assert caught.value.code == "not-configured"
