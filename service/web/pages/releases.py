"""The data page of an arena: its newest release, what each file has, and the files themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from service.arena.catalog import arenas
from service.arena.votes.releases import published
from service.arena.votes.releases.published import LATEST, PublishedRelease
from service.domain.arenas import Arena
from service.errors import NotFound
from service.http.deps import Services, origin_of, reader
from service.web.page_route import PageRoute
from service.web.pages.code_samples import Sample
from service.web.rendering import Head, render

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)])

SHOWN = 20
"""How many older releases the page lists."""

_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a release as the page shows it. ``rows`` is None for what is not a table."""

    name: str
    url: str
    about: str
    bytes: int
    rows: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class DataPage:
    """The page's context; ``release`` is None if the arena has none."""

    head: Head
    arena: Arena
    release: PublishedRelease | None
    files: Sequence[FileRow]
    samples: Sequence[Sample]
    older: Sequence[PublishedRelease]
    api: str


@router.get("/arenas/{arena}/data")
async def show_data(request: Request, arena: str, services: Services) -> Response:
    """Return the page. Its code has the URL at which the reader reaches the service, so no cache keeps it."""
    found = await services.database.read(arenas.get, arena)
    releases = await asyncio.to_thread(published.releases_of, services.settings, found.slug)
    return render(request, "data.html", data_page(found, releases, origin_of(request)))


def data_page(arena: Arena, releases: Sequence[PublishedRelease], origin: str) -> DataPage:
    """Return the context of the page of an arena with these releases, newest first."""
    about = f"Every vote and every leaderboard of {arena.name} as files that anyone can load and verify."
    path = f"/arenas/{arena.slug}/data"
    newest = releases[0] if releases else None
    return DataPage(
        Head(f"{arena.name}: data", about, path, section="arenas", arena=arena),
        arena,
        newest,
        _rows(newest, path) if newest else (),
        _samples(newest, f"{origin}{path}/{newest.name}") if newest else (),
        releases[1 : SHOWN + 1],
        f"/api/v1/arenas/{arena.slug}/releases",
    )


def _rows(release: PublishedRelease, path: str) -> list[FileRow]:
    return [
        FileRow(name, f"{path}/{release.name}/{name}", about, file.bytes, file.rows, file.sha256)
        for name, file, about in release.files
    ]


def _samples(release: PublishedRelease, base: str) -> tuple[Sample, ...]:
    """Return the one line for each tool. The URLs name the release: they give the same bytes tomorrow."""
    board = f"{base}/data/boards.parquet"
    votes = [f"{base}/{name}" for name in release.manifest.files if name.startswith("data/votes/")]
    return (
        Sample("pandas", f'pandas.read_parquet("{board}")'),
        Sample("polars", f'polars.read_parquet("{board}")'),
        Sample("DuckDB", f"FROM '{board}' WHERE axis = 'overall'"),
        Sample(
            "datasets, all votes (with aiohttp installed)",
            f'datasets.load_dataset("parquet", data_files={votes!r}, split="train")',
        ),
    )


@router.get("/arenas/{arena}/data/{release}/{path:path}")
async def send_file(request: Request, arena: str, release: str, path: str, services: Services) -> Response:
    """Return a file of a release, or a part of it (Range). ``latest`` leads to the newest release."""
    found = await services.database.read(arenas.get, arena)
    known = await asyncio.to_thread(published.find, services.settings, found.slug, release)
    file, digest = published.file_of(known, path)
    if release == LATEST:
        # Not the bytes: the parts of a file that a client reads one after the other must be of one release.
        return RedirectResponse(f"/arenas/{found.slug}/data/{known.name}/{path}", 307)
    etag = f'"{digest}"'
    privacy = "public" if services.settings.public_reads else "private"
    headers = {"ETag": etag, "Cache-Control": f"{privacy}, max-age=31536000, immutable"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    try:
        state = await asyncio.to_thread(file.stat)
    except FileNotFoundError:
        raise NotFound(f"the release {known.name} lost its file {path!r}") from None
    return FileResponse(
        file, headers=headers, media_type=_TYPES[PurePosixPath(path).suffix], stat_result=state
    )
