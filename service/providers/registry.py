"""The provider that an offer means: by its name, at its endpoint, with a key from the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.providers.protocol import Provider, ProviderError

Factory = Callable[[str | None, str | None], Provider]
"""Opens a provider at an endpoint, None for its usual one, with a key, None without one."""
FactoryByName = Callable[[str, str, str | None], Provider]
"""Opens a provider of any name at an endpoint, with a key, None without one."""


class Providers:
    """The providers of this process, each opened on first use.

    ``factories`` are by the provider's name. An endpoint of any other name is expected to speak the protocol
    of ``default``. ``environ`` holds the keys.
    """

    def __init__(
        self, factories: Mapping[str, Factory], default: FactoryByName | None, environ: Mapping[str, str]
    ) -> None:
        self._factories = factories
        self._default = default
        self._environ = environ
        self._opened: dict[tuple[str, str | None, str | None], Provider] = {}

    def of(self, name: str, endpoint: str | None, key_variable: str | None) -> Provider:
        """Return the provider.

        Raise ProviderError where its key is missing or its endpoint is not known.
        """
        place = (name, endpoint, key_variable)
        if place not in self._opened:
            self._opened[place] = self._open(name, endpoint, self._key(name, key_variable))
        return self._opened[place]

    def _key(self, name: str, variable: str | None) -> str | None:
        if variable is None:
            return None
        key = self._environ.get(variable)
        if not key:
            raise _unusable(f"the service has no key for {name}: the variable {variable} is not set")
        return key

    def _open(self, name: str, endpoint: str | None, key: str | None) -> Provider:
        if name in self._factories:
            return self._factories[name](endpoint, key)
        if endpoint is None or self._default is None:
            raise _unusable(f"the service cannot reach {name}: its offer names no endpoint")
        return self._default(name, endpoint, key)


def _unusable(message: str) -> ProviderError:
    return ProviderError("not-configured", message, elsewhere=True)
