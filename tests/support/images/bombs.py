"""Pictures that are small as files and large as images, and what one costs a process."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zlib
from typing import NamedTuple

from PIL import Image

MOST = 4_472
"""The side of the largest square picture that is accepted."""

# On Linux a new program inherits the peak of the one that started it, except in VmHWM.
_TAKE = """
import json, pathlib, re, resource, sys, time
from service.blobs.pictures import copies_of
from service.errors import ArenaError

def peak():
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6

data = sys.stdin.buffer.read()
before, began = peak(), time.process_time()
try:
    copies_of(data)
    code = "accepted"
except ArenaError as error:
    code = error.code
print(json.dumps([code, peak() - before, time.process_time() - began]))
"""


class Cost(NamedTuple):
    """The answer to a picture, the peak growth of the process in megabytes, and the processor seconds."""

    code: str
    megabytes: float
    seconds: float


def cost_of(data: bytes) -> Cost:
    """Return what accepting a picture costs a new process."""
    done = subprocess.run([sys.executable, "-c", _TAKE], input=data, capture_output=True, check=True)
    return Cost(*json.loads(done.stdout))


def bomb(width: int, height: int, rows: int | None = None) -> bytes:
    """Return a small PNG file of many black pixels, or with fewer rows than it claims."""
    packer = zlib.compressobj(9)
    row = bytes(1 + 3 * width)
    body = b"".join(packer.compress(row) for _ in range(rows or height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def largest(mode: str, kind: str) -> bytes:
    """Return a file with the largest accepted number of pixels."""
    buffer = io.BytesIO()
    Image.new(mode, (MOST, MOST)).save(buffer, kind)
    return buffer.getvalue()
