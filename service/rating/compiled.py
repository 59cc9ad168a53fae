"""The fold as machine code: the same functions, compiled by numba if the extra ``fast`` is installed.

Nothing is rewritten for the compiler. Each function of the fold is cloned with its own code, with the
functions it calls replaced by their compiled clones. Plain Python keeps using the originals. There is no
``fastmath``: it lets the compiler reorder sums, and the bits would no longer be those of Python.
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
from service.rating import kernel, ranked

CompiledFold = Callable[..., None]


def available() -> bool:
    """Return whether numba can be imported, without importing it."""
    return importlib.util.find_spec("numba") is not None


@cache
def load() -> CompiledFold:
    """Return the compiled fold, for contiguous arrays: float64 state; int64 counts, slots and outcomes.

    The first call in a process takes about half a second to import numba, and two more to compile unless
    numba's cache folder (``__pycache__``, or ``NUMBA_CACHE_DIR``) already has the machine code. If that
    folder cannot be read or written, each process compiles the code. Slots are not checked against the
    columns' length. Raise Invalid if numba is missing.
    """
    if not available():
        raise Invalid("the compiled fold needs numba: install the extra 'fast'")
    try:
        return _compile(with_cache=True)
    except (RuntimeError, OSError, EOFError, pickle.UnpicklingError):
        # numba refuses to decorate without a writable folder, and raises for a full disk or a damaged cache
        # file. Compiling without the cache takes two seconds and changes no rating.
        return _compile(with_cache=False)


def _compile(*, with_cache: bool) -> CompiledFold:
    numba = importlib.import_module("numba")
    clone = _clone(fold_module.fold, numba.njit(error_model="numpy"), {})
    clone.__qualname__ = f"fold_{_source_digest()}"
    compiled: CompiledFold = numba.njit(clone, cache=with_cache, nogil=True, error_model="numpy")
    floats, counts = np.empty(0), np.empty(0, np.int64)
    compiled(*[floats] * 2, *[counts] * 4, *[counts] * 3, 1.0, 0.0, 1.0, True)  # noqa: FBT003
    return compiled


def _clone(function: Any, jit: Callable[[FunctionType], Any], clones: dict[str, Any]) -> FunctionType:
    """Return the function with the functions it calls replaced by compiled clones, kept in ``clones``."""
    names = dict(function.__globals__)
    for name in function.__code__.co_names:
        callee = function.__globals__.get(name)
        if isinstance(callee, FunctionType):
            if name not in clones:
                clones[name] = jit(_clone(callee, jit, clones))
            names[name] = clones[name]
    return FunctionType(function.__code__, names, function.__name__)


def _source_digest() -> str:
    """Return a part of the compiled fold's name, and so of its cache file's.

    Numba drops a cached function when its own file changes, but not when a function it calls changes in
    another file. Without this, the old kernel would keep running inside the fold after a correction.
    """
    text = "".join(map(inspect.getsource, (kernel, ranked, fold_module)))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
