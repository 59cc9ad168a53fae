"""The application in a process of ``arena serve``."""

from __future__ import annotations

import importlib

from service.starting import collector_paused, defer_packages


def create() -> object:
    """Return the service for the settings in the environment. Each server process calls this.

    The application is imported only here: that is most of a start, and needs to be prepared.
    """
    defer_packages()
    with collector_paused():
        application: object = importlib.import_module("service.app").create()
    return application
