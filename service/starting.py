"""What a starting process need not do: import what it may never use, and look for garbage meanwhile.

It is for the places where a process begins. Modules import as ever, and what they do stays the same.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from threading import RLock
from types import ModuleType

DEFERRED = ("httpx", "polars")
"""Packages that take a tenth of a second and more. Few commands need them, and a server needs httpx late.

Their submodules are not imported by name anywhere in the program, but used as attributes.
"""

_importing = RLock()


class _Deferred(ModuleType):
    """Stands for a package until somebody asks it for an attribute, and has all of them from then on.

    Unlike with `importlib.util.LazyLoader`, threads that come meanwhile wait for the whole package.
    """

    def __getattr__(self, name: str) -> object:
        """Return an attribute of the package, which is imported first."""
        with _importing:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            package = importlib.import_module(self.__name__)
            vars(self).update(vars(package))
        return getattr(package, name)


def defer_packages() -> None:
    """Have the deferred packages imported when they are used. A missing one is missed at once, as ever."""
    for name in DEFERRED:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None:
            sys.modules[name] = _Deferred(name)
            sys.modules[name].__spec__ = spec


@contextmanager
def collector_paused() -> Iterator[None]:
    """Import or build what stays until the process ends, without the garbage collector.

    It would look at the same half a million objects again and again, and find nothing to free. From then on
    it passes over them, also when the process ends.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
