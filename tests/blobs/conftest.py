"""Blob stores to test: a folder, and a bucket on a server that speaks S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from service.blobs.local import LocalBlobs
from service.blobs.protocol import Blobs
from service.blobs.s3 import S3Blobs

BUCKET = "images"


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """Yield the address of a running S3 server."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_environment(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the environment in which the bucket is found; its name."""
    for name, value in {
        "AWS_ENDPOINT": s3_address,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    httpx.put(f"{s3_address}/{BUCKET}").raise_for_status()
    return BUCKET


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """Return an empty store of each kind."""
    if request.param == "folder":
        return LocalBlobs(tmp_path / "blobs")
    return S3Blobs(request.getfixturevalue("s3_environment"), tmp_path.name)
