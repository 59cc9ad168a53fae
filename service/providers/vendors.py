"""The providers that the service knows by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from service.demo.provider import DemoProvider
from service.providers.factory import VENDORS, open_provider
from service.providers.protocol import Provider
from service.providers.registry import Maker, Providers

MAKERS: Mapping[str, Maker] = {
    "demo": lambda _endpoint, _key: DemoProvider(),
    **{name: partial(open_provider, name) for name in VENDORS},
}


def vendors(environ: Mapping[str, str]) -> Providers:
    """Return the providers, with their keys in the environment.

    An endpoint of an unknown name is taken for one that speaks OpenAI's protocol, as most do.
    """
    return Providers(MAKERS, _compatible, environ)


def _compatible(name: str, endpoint: str, key: str | None) -> Provider:
    return open_provider("openai", endpoint, key, called=name)
