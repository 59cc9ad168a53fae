"""The only door to `service.demo`: the program works without that folder."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from types import ModuleType

_PACKAGE = "service.demo"


def has_demo() -> bool:
    """Return whether the demo is installed."""
    return find_spec(_PACKAGE) is not None


def demo_module(name: str) -> ModuleType | None:
    """Return a module of the demo, such as ``provider``; None where the demo is not installed.

    Imported on first use: its painters start slowly, and most processes never need them.
    """
    return importlib.import_module(f"{_PACKAGE}.{name}") if has_demo() else None
