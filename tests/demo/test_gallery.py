"""The images of the demo."""

from __future__ import annotations

import asyncio
from pathlib import Path
from unittest.mock import patch

import pytest

from service.demo import gallery as demo_gallery
from service.demo.gallery import gallery
from service.demo.makers import MAKERS
from service.demo.prompts import EDITED
from tests.support.images.painted import SMALL_SIZES
from tests.support.votes.arenas import arena_services

PROMPT = EDITED[0]


@pytest.mark.slow
async def test_all_painters_at_once_and_again_the_same(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, blobs_url=str(tmp_path / "blobs")) as services:
        with patch.object(demo_gallery, "SIZES", SMALL_SIZES), gallery(services) as painters:
            first, again = await asyncio.gather(painters.paint(PROMPT), painters.paint(PROMPT))
    assert set(first.by_model) == {maker.slug for maker in MAKERS}
    digests = {model: stored.sha256 for model, stored in first.by_model.items()}
    assert len(set(digests.values())) == 6
    assert {model: stored.sha256 for model, stored in again.by_model.items()} == digests
    assert first.source == again.source is not None
