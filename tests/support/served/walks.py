"""Which functions of the service a request enters, in order."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import service

Step = tuple[str, str]
"""A file below ``service/``, and the qualified name of a function in it."""

_ROOT = f"{Path(service.__file__).parent}/"


class Walk:
    """Records the functions that are entered during `of`, in all threads that start after `recording`."""

    def __init__(self) -> None:
        self._steps: dict[Step, None] = {}
        self._is_on = False

    def of(self, request: Callable[[], object]) -> list[Step]:
        """Return what is entered while the request runs, each step once, at its first time."""
        self._steps = {}
        self._is_on = True
        try:
            request()
        finally:
            self._is_on = False
        return list(self._steps)

    def note(self, frame: FrameType, event: str, _: Any) -> None:
        """Note an event of the interpreter."""
        code = frame.f_code
        if self._is_on and event == "call" and code.co_filename.startswith(_ROOT):
            name = getattr(code, "co_qualname", code.co_name)
            self._steps.setdefault((code.co_filename.removeprefix(_ROOT), name))


@contextmanager
def recording() -> Iterator[Walk]:
    """Yield a walk that sees the threads that start inside, and this one."""
    walk = Walk()
    before = sys.getprofile(), threading.getprofile()
    sys.setprofile(walk.note)
    threading.setprofile(walk.note)
    try:
        yield walk
    finally:
        sys.setprofile(before[0])
        threading.setprofile(before[1])
