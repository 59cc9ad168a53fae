"""The service with a model that generates images, by a painter in this process."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from service.providers.vendors import FACTORIES
from tests.support.images.generations import Painter
from tests.support.served.api import Api, serving

PROVIDER = "tests"


@contextmanager
def gateway(url: str, folder: Path, **settings: object) -> Iterator[tuple[Api, Painter]]:
    """Yield the service with the model ``square`` for 0.01 dollars, and its painter."""
    painter = Painter()
    with (
        patch.dict(FACTORIES, {PROVIDER: lambda *_: painter}),
        serving(url, folder, blobs_url=str(folder / "blobs"), **settings) as api,
    ):
        api.made("/api/v1/organizations", slug="luma", name="Luma")
        api.made("/api/v1/models", slug="square", name="Square", organization="luma")
        api.made("/api/v1/models", slug="bare", name="Bare")
        offer(api, "square", 0.01)
        yield api, painter


def address_of(data: bytes) -> str:
    """Return the address that holds an image."""
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def offer(api: Api, model: str, amount: float, **more: object) -> None:
    """Add an offer that lets the painter paint for a model."""
    body = {"provider": PROVIDER, "amount": amount, "currency": "USD", "upstream": "square-1", **more}
    answer = api.post(f"/api/v1/models/{model}/offers", body, "admin")
    assert answer.status_code == 201, answer.text
