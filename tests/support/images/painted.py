"""The demo's pictures for tests of what is done with them: small, and each painted once in a test process."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

from service.demo import gallery
from service.demo.painters.studio import paint, study
from service.demo.prompts import SIZES

SMALL_SIZES = {shape: (width // 4, height // 4) for shape, (width, height) in SIZES.items()}

_paint, _study = cache(paint), cache(study)


@contextmanager
def painted_once() -> Iterator[None]:
    """Let demos be painted by threads of this process, without the time that processes need."""
    with patch.multiple(gallery, painting_processes=_threads, paint=_paint, study=_study, SIZES=SMALL_SIZES):
        yield


@contextmanager
def _threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool
