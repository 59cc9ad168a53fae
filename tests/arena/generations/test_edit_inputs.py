"""Images to edit: from the web, or within their address; nothing that is no image."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.generations.edit_inputs import fetch_source
from service.errors import Invalid, NotFetched, UnsupportedType
from service.providers.fetching import Fetcher
from tests.support.images.generations import studio
from tests.support.images.pictures import picture
from tests.support.network.sites import page, site

pytestmark = pytest.mark.anyio


async def test_from_the_web(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        with site({"/cat.png": page(picture(3)), "/text": page(b"<html>"), "/none": page(status=404)}) as web:
            base = f"http://127.0.0.1:{web.port}"
            services = replace(here.services, fetcher=Fetcher(ports={web.port}, besides={"127.0.0.1"}))
            digest = await fetch_source(services, f"{base}/cat.png")
            assert services.blobs.get("originals", digest) == picture(3)
            with pytest.raises(UnsupportedType):
                await fetch_source(services, f"{base}/text")
            with pytest.raises(NotFetched):
                await fetch_source(services, f"{base}/none")
            with pytest.raises(NotFetched, match="public internet"):
                await fetch_source(here.services, "http://127.0.0.1/cat.png")


async def test_within_the_address(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        text = base64.b64encode(picture(3)).decode()
        digest = await fetch_source(here.services, f"data:image/png;base64,{text}")
        assert here.services.blobs.get("originals", digest) == picture(3)
        for address in ("data:image/png,abc", "data:image/png;base64,*", "data:"):
            with pytest.raises(Invalid, match="image_url must"):
                await fetch_source(here.services, address)
