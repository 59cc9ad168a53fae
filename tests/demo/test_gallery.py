"""The images of the demo."""

from __future__ import annotations

from pathlib import Path

from service.demo.gallery import paint_all
from service.demo.makers import MAKERS
from service.demo.prompts import EDITED
from tests.support.arenas import arena_services

WORK = EDITED[0]


async def test_all_painters_at_once_and_again_the_same(sqlite_url: str, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    async with arena_services(sqlite_url, tmp_path, blobs_url=str(tmp_path / "blobs")) as services:
        (hung,) = await paint_all(services, [WORK], lambda *step: told.append(step))
        before = sorted((tmp_path / "blobs").rglob("*"))
        (again,) = await paint_all(services, [WORK], lambda *_: None)
    assert set(hung.by_model) == {maker.slug for maker in MAKERS}
    assert len({stored.sha256 for stored in hung.by_model.values()}) == 6
    assert {m: s.sha256 for m, s in hung.by_model.items()} == {m: s.sha256 for m, s in again.by_model.items()}
    assert hung.source == again.source is not None
    assert sorted((tmp_path / "blobs").rglob("*")) == before
    assert told == [("painting", done, 6) for done in range(1, 7)]
