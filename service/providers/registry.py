"""Which provider an offer means: by its name, at its endpoint, with the key it names in the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.providers.protocol import Provider, ProviderError

Factory = Callable[[str | None, str | None], Provider]
"""Makes a provider for an endpoint, None for its usual one, and a key, None without one."""
FactoryByName = Callable[[str, str, str | None], Provider]
"""Makes a provider of any name for an endpoint and a key, None without one."""


class Providers:
    """The providers of this process, each made when it is first asked for.

    ``makers`` are by the provider's name; an endpoint of any other name is taken for one that speaks the
    protocol of ``default``. ``environ`` holds the keys.
    """

    def __init__(
        self, makers: Mapping[str, Factory], default: FactoryByName | None, environ: Mapping[str, str]
    ) -> None:
        self._makers = makers
        self._default = default
        self._environ = environ
        self._made: dict[tuple[str, str | None, str | None], Provider] = {}

    def of(self, name: str, endpoint: str | None, key_variable: str | None) -> Provider:
        """Return the provider.

        Raise ProviderError where its key is not there or nobody knows how to reach it.
        """
        place = (name, endpoint, key_variable)
        if place not in self._made:
            self._made[place] = self._make(name, endpoint, self._key(name, key_variable))
        return self._made[place]

    def _key(self, name: str, variable: str | None) -> str | None:
        if variable is None:
            return None
        key = self._environ.get(variable)
        if not key:
            raise _unusable(f"the service has no key of {name}: the variable {variable} is not set")
        return key

    def _make(self, name: str, endpoint: str | None, key: str | None) -> Provider:
        if name in self._makers:
            return self._makers[name](endpoint, key)
        if endpoint is None or self._default is None:
            raise _unusable(f"it is not known how to reach {name}: its offer names no endpoint")
        return self._default(name, endpoint, key)


def _unusable(message: str) -> ProviderError:
    return ProviderError("not-configured", message, elsewhere=True)
