"""The providers that the service knows by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from service import optional
from service.providers.factory import VENDORS, open_provider
from service.providers.protocol import Provider, ProviderError
from service.providers.registry import Factory, Providers


def vendors(environ: Mapping[str, str]) -> Providers:
    """Return the providers, with their keys in the environment.

    An endpoint of an unknown name is expected to speak OpenAI's protocol, as most do.
    """
    return Providers(FACTORIES, _compatible, environ)


def _demo(_endpoint: str | None, _key: str | None) -> Provider:
    module = optional.demo_module("provider")
    if module is None:
        raise ProviderError("not-configured", "the demo is not installed", elsewhere=True)
    provider: Provider = module.DemoProvider()
    return provider


def _compatible(name: str, endpoint: str, key: str | None) -> Provider:
    return open_provider("openai", endpoint, key, label=name)


FACTORIES: Mapping[str, Factory] = {
    "demo": _demo,
    **{name: partial(open_provider, name) for name in VENDORS},
}
