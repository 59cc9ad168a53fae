"""The providers that the service knows by name."""

from __future__ import annotations

from collections.abc import Mapping

from service.providers.registry import Maker, Providers

MAKERS: Mapping[str, Maker] = {}


def vendors(environ: Mapping[str, str]) -> Providers:
    """The providers, with their keys in the environment."""
    return Providers(MAKERS, None, environ)
