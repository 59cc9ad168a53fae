"""uvicorn's protocol with limits. What it does to clients is in tests/faults/test_senders.py."""

from __future__ import annotations

import hashlib
import inspect
import pickle

from uvicorn.protocols.http import httptools_impl

from service.server.protocol import limited_protocol
from service.settings import Settings

# Of uvicorn 0.54. If it is another one, read httptools_impl.py again: LimitedProtocol overrides the whole of
# `data_received` and parts of what calls it, and relies on `cycle`, `flow`, `pipeline` and the timer.
READ = "1d4e1c579df41684"


def test_it_was_written_for_this_uvicorn() -> None:
    assert hashlib.sha256(inspect.getsource(httptools_impl).encode()).hexdigest()[:16] == READ


def test_each_process_gets_its_own() -> None:
    # uvicorn pickles it for the processes that it starts.
    assert b"LimitedProtocol" in pickle.dumps(limited_protocol(Settings()))
