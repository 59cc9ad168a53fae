"""Import of images: from files and addresses, once however often, and what is wrong said line by line."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.arena.catalog import arenas, models, prompts
from service.arena.images import images
from service.arena.images.renditions import public_copy
from service.arena.imports.image_manifests import read_images
from service.arena.imports.images import ImageReport, import_images
from service.arena.services import Services
from service.db.queries import arenas as arena_rows
from service.domain.images import Image
from service.domain.paging import Page
from service.errors import Conflict, Damaged, Unavailable
from service.providers.fetching import Fetcher
from tests.support.files.files import written
from tests.support.images.pictures import picture
from tests.support.network.sites import page, site
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio

ARENA = "t2i"


async def brought(services: Services, folder: Path, rows: str, **options: Any) -> ImageReport:
    """Return what an import of a table in the folder reports."""
    return await import_images(services, read_images(written(folder / "m.csv", rows)), ARENA, **options)


async def listed(services: Services) -> list[Image]:
    """Return the images of the arena."""
    return (await services.database.read(images.page, ARENA, Page())).items


def lines(report: ImageReport) -> list[int]:
    """Return the lines that were refused."""
    return [refused.line for refused in report.rejected]


@pytest.mark.slow
async def test_what_is_new_is_made_and_nothing_twice(database_url: str, tmp_path: Path) -> None:
    for number in range(3):
        written(tmp_path / f"{number}.png", picture(number))
    rows = (
        "model,prompt,path,themes,language\nPhoton 1,A cat,0.png,animals,en\nUmbra,A cat,1.png,animals,en\n"
        "Umbra,A dog,2.png,,\nUmbra,A dog,2.png,,\n"
    )
    async with arena_services(database_url, tmp_path) as services:
        report = await brought(services, tmp_path, rows)
        assert report == ImageReport(ARENA, accepted=3, duplicates=1)
        made = await listed(services)
        assert [image.model for image in made] == ["photon-1", "umbra", "umbra"]
        assert {image.origin for image in made} == {"import"}
        assert (await services.database.read(models.get, "photon-1")).name == "Photon 1"
        prompt = await services.database.read(prompts.get, ARENA, made[0].prompt_id)
        assert (prompt.text, prompt.themes, prompt.language) == ("A cat", ("animals",), "en")
        again = await brought(services, tmp_path, rows)
        assert again == ImageReport(ARENA, accepted=0, duplicates=4)
        assert await listed(services) == made


async def test_a_text_alone_finds_its_prompt_whatever_it_is_about(database_url: str, tmp_path: Path) -> None:
    written(tmp_path / "1.png", picture())
    async with arena_services(database_url, tmp_path) as services:
        await services.database.write(arenas.create, ARENA, {})
        write = services.database.write
        cat = await write(prompts.create, ARENA, "A cat", themes=["animals"], language="en")
        for theme in ("animals", "winter"):
            await write(prompts.create, ARENA, "A dog", themes=[theme])
        rows = "model,prompt,path\nm,A cat,1.png\nm,A dog,1.png\n"
        report = await brought(services, tmp_path, rows)
        assert (report.accepted, lines(report)) == (1, [3])
        assert "2 prompts have this text" in report.rejected[0].detail
        assert [image.prompt_id for image in await listed(services)] == [cat.id]
        assert (await brought(services, tmp_path, f"model,prompt_id,path\nn,{cat.id},1.png\n")).accepted == 1


async def test_what_is_refused_is_told_with_its_line_and_leaves_nothing(
    sqlite_url: str, tmp_path: Path
) -> None:
    written(tmp_path / "good.png", picture())
    written(tmp_path / "cut.png", picture()[:-5])
    written(tmp_path / "text.png", "no image")
    written(tmp_path / "large.png", bytes(20_000_001))
    os.mkfifo(tmp_path / "pipe.png")
    names = ("cut.png", "text.png", "large.png", "pipe.png", "none.png", ".", "../" * 40 + "etc/hostname")
    rows = "model,prompt,prompt_id,path\nm,A cat,,good.png\n" + "".join(
        f"other,Another,,{name}\n" for name in names
    )
    async with arena_services(sqlite_url, tmp_path) as services:
        report = await brought(services, tmp_path, rows + "other,,99,good.png\n,A cat,,good.png\n")
        assert report.accepted == 1
        assert lines(report) == list(range(3, 12))
        assert all(refused.detail for refused in report.rejected)
        assert len(await listed(services)) == 1
        assert [m.slug for m in (await services.database.read(models.page, Page())).items] == ["m"]
        assert [p.text for p in (await services.database.read(prompts.page, ARENA, Page())).items] == [
            "A cat"
        ]


async def test_strict_makes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    written(tmp_path / "1.png", picture())
    async with arena_services(sqlite_url, tmp_path) as services:
        await services.database.write(arenas.create, ARENA, {})
        await services.database.write(models.create, "m", {})
        await services.database.write(prompts.create, ARENA, "A cat")
        rows = "model,prompt,path\nm,A cat,1.png\nn,A cat,1.png\nm,A dog,1.png\n"
        report = await brought(services, tmp_path, rows, strict=True)
        assert (report.accepted, lines(report)) == (1, [3, 4])
        assert "no model 'n'" in report.rejected[0].detail


async def test_addresses_are_fetched_public_ones_only(sqlite_url: str, tmp_path: Path) -> None:
    with site({"/1": page(picture(1)), "/2": page(b"no image")}) as here:
        base = f"http://127.0.0.1:{here.port}"
        rows = f"model,prompt,url\nm,A cat,{base}/1\nm,A cat,{base}/2\nm,A cat,{base}/3\n"
        async with arena_services(sqlite_url, tmp_path) as usual:
            assert lines(await brought(usual, tmp_path, rows)) == [2, 3, 4]
            assert here.connections == 0
            fetcher = Fetcher(ports={here.port}, besides={"127.0.0.1"})
            report = await brought(replace(usual, fetcher=fetcher), tmp_path, rows)
            assert (report.accepted, lines(report)) == (1, [3, 4])


@pytest.mark.slow
async def test_it_goes_on_where_it_was_and_mends(sqlite_url: str, tmp_path: Path) -> None:
    for number in range(20):
        written(tmp_path / f"{number}.png", picture(number))
    rows = "model,prompt,path\n" + "".join(f"m,P {number},{number}.png\n" for number in range(20))
    done: list[tuple[int, int]] = []

    def stop(_what: str, at: int, total: int) -> None:
        done.append((at, total))
        if len(done) == 1:
            raise KeyboardInterrupt

    async with arena_services(sqlite_url, tmp_path) as services:
        with pytest.raises(KeyboardInterrupt):
            await brought(services, tmp_path, rows, progress=stop)
        some = await listed(services)
        assert 0 < len(some) < 20
        copy = some[0].url.rpartition("/")[2]
        next((tmp_path / "blobs").rglob(copy)).unlink()
        with pytest.raises(Damaged):
            await public_copy(services, copy)
        report = await brought(services, tmp_path, rows, progress=stop)
        assert (report.accepted, report.duplicates) == (20 - len(some) + 1, len(some) - 1)
        assert done[-1] == (20, 20)
        assert all(image.withdrawn_at is None for image in await listed(services))
        assert await public_copy(services, copy)


async def test_what_is_no_fault_of_the_manifest_ends_it(sqlite_url: str, tmp_path: Path) -> None:
    written(tmp_path / "1.png", picture())
    written(tmp_path / "blobs", "in the way")
    async with arena_services(sqlite_url, tmp_path) as services:
        with pytest.raises(Unavailable):
            await brought(services, tmp_path, "model,prompt,path\nm,A cat,1.png\n")
        assert await services.database.read(arena_rows.get, ARENA) is None
        await services.database.write(arenas.create, ARENA, {})
        await services.database.write(arenas.retire, ARENA)
        with pytest.raises(Conflict):
            await brought(services, tmp_path, "model,prompt,path\nm,A cat,1.png\n")


async def test_names_that_differ_in_signs_are_different_models(database_url: str, tmp_path: Path) -> None:
    for number in range(4):
        written(tmp_path / f"{number}.png", picture(number))
    rows = "model,prompt,path,themes\nC++,A cat,0.png,R&D\nC,A cat,1.png,R+D\nC#,A cat,2.png,R&D\n"
    async with arena_services(database_url, tmp_path) as services:
        report = await brought(services, tmp_path, rows)
        pairs = [("C#", "C"), ("C++", "C"), ("C++", "C#")]
        assert report == ImageReport(ARENA, accepted=3, look_alikes=pairs)
        made = await listed(services)
        assert [image.model for image in made] == ["c-plus-plus", "c", "c-sharp"]
        assert len({image.prompt_id for image in made}) == 2
        again = "c-plus-plus,A cat,0.png,r-d\nC,A cat,3.png,r+d\nD,A cat,3.png,r&d\n"
        report = await brought(services, tmp_path, f"model,prompt,path,themes\n{again}", strict=True)
        assert (report.accepted, report.duplicates) == (1, 1)
        assert [one.detail for one in report.rejected] == [f"{tmp_path}/3.png: there is no model 'D'"]
