"""The application and its protocol in a process of ``arena serve``.

A further process starts by reading the configuration that names them. So this module imports neither: that is
most of a start, and needs to be prepared.
"""

from __future__ import annotations

import asyncio
import importlib
from functools import cached_property
from typing import Any

from service.settings import Settings
from service.starting import collector_paused, defer_packages


class ServerProtocol:
    """The protocol for uvicorn's ``http``, with the limits of these settings, in any process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _limited(self) -> Any:
        return importlib.import_module("service.server.protocol").limited_protocol(self._settings)

    def __call__(self, **parts: object) -> asyncio.Protocol:
        """Return the protocol of a new connection."""
        protocol: asyncio.Protocol = self._limited(**parts)
        return protocol


def create() -> object:
    """Return the service for the settings in the environment. Each server process calls this."""
    defer_packages()
    with collector_paused():
        application: object = importlib.import_module("service.app").create()
        importlib.import_module("service.server.protocol")  # not only with the first connection
    return application
