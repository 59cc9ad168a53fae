"""The fold as machine code: the same functions, compiled by numba where the extra ``fast`` is installed.

Nothing is rewritten for the compiler. Each function of the fold is cloned with its own code, and with
the functions it calls replaced by their compiled clones; plain Python goes on using the originals. No
``fastmath``: with it the compiler may reorder sums, and the bits would no longer be those of Python.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import pickle
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from service.errors import Invalid
from service.rating import fold as fold_module
from service.rating import kernel

CompiledFold = Callable[..., None]


def available() -> bool:
    """Return whether numba can be imported; it is not imported to find out."""
    return importlib.util.find_spec("numba") is not None


@cache
def load() -> CompiledFold:
    """The compiled fold, ready to run on contiguous arrays: float64 state; int64 counts, slots and outcomes.

    The first call in a process costs about half a second for importing numba, and two more for compiling
    unless numba's cache folder (``__pycache__``, or ``NUMBA_CACHE_DIR``) has the machine code already.
    Where no such folder can be written or read, the code is compiled anew in each process. Slots are not
    checked against the columns' length. Raises Invalid where numba is missing.
    """
    if not available():
        raise Invalid("the compiled fold needs numba: install the extra 'fast'")
    try:
        return _compile(with_cache=True)
    except (RuntimeError, OSError, EOFError, pickle.UnpicklingError):
        # numba refuses to decorate where it finds no writable folder, and lets a full disk or a
        # damaged cache file through: all of them cost two seconds here, none of them a rating
        return _compile(with_cache=False)


def _compile(*, with_cache: bool) -> CompiledFold:
    numba = importlib.import_module("numba")
    clone = _clone(fold_module.fold, numba.njit(error_model="numpy"), {})
    clone.__qualname__ = f"fold_{_source_digest()}"
    compiled: CompiledFold = numba.njit(clone, cache=with_cache, nogil=True, error_model="numpy")
    floats, counts = np.empty(0), np.empty(0, np.int64)
    compiled(*[floats] * 2, *[counts] * 4, *[counts] * 3, 1.0, 0.0, 1.0, True)  # noqa: FBT003
    return compiled


def _clone(function: Any, jit: Callable[[FunctionType], Any], done: dict[str, Any]) -> FunctionType:
    """``function`` with every Python function it calls replaced by a compiled clone; ``done`` holds those."""
    names = dict(function.__globals__)
    for name in function.__code__.co_names:
        callee = function.__globals__.get(name)
        if isinstance(callee, FunctionType):
            if name not in done:
                done[name] = jit(_clone(callee, jit, done))
            names[name] = done[name]
    return FunctionType(function.__code__, names, function.__name__)


def _source_digest() -> str:
    """Part of the compiled fold's name and so of its cache file's.

    Numba drops a cached function when the file it stands in changes, not when a function it calls does
    in another file: without this, a corrected kernel would leave the old one running inside the fold.
    """
    text = inspect.getsource(kernel) + inspect.getsource(fold_module)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
