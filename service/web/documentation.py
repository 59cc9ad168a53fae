"""The documentation site under `/docs/`: files that `scripts/docs` builds, and that a wheel contains.

A checkout is served before anything is built: until the files are there, the page says how to build them.
They are read when they are asked for, so a build is served without a restart.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.routing import Route

from service.errors import NotFound
from service.web.rendering import Head, render

FOLDER = Path(__file__).with_name("site")

_FRONT = "index.html"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ipynb": "application/x-ipynb+json",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
# The search index is the largest. A page of a few kilobytes is compressed in a millisecond, once.
_KEPT_FILES = 256
_PACKED = {".jpg"}
# The site changes with the program, and its URLs do not: browsers ask, and mostly get a 304.
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class MissingSitePage:
    """The page that is shown where the site is not built."""

    head: Head


@dataclass(frozen=True, slots=True)
class _File:
    media_type: str
    etag: str
    plain: bytes
    compressed: bytes | None


class Documentation:
    """The files of a built site."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    @property
    def is_built(self) -> bool:
        """Whether there is a site."""
        return (self._folder / _FRONT).is_file()

    def text(self, name: str) -> str:
        """Return a text file of the site, empty if there is no such file or no site."""
        path = self._folder / name
        return path.read_text() if path.is_file() else ""

    def answer(self, path: str, headers: Mapping[str, str]) -> Response:
        """Return the file at a path below `/docs/`, a 304, or a redirect to a page's URL.

        Raise NotFound if there is no such file. A path is looked up among the site's files and never leads
        into the file system by itself.
        """
        files = _listed(self._folder, (self._folder / _FRONT).stat().st_mtime_ns)
        name = f"{path}{_FRONT}" if not path or path.endswith("/") else path
        if name in files:
            return _reply(_read(files[name], files[name].stat().st_mtime_ns), headers)
        if f"{name}/{_FRONT}" in files:
            return RedirectResponse(f"/docs/{path}/", status_code=308)
        raise NotFound(f"there is no page {path[:100]!r} in the documentation")


@lru_cache(1)
def _listed(folder: Path, changed: int) -> Mapping[str, Path]:
    """Return the files of a site by their paths; a build replaces the front page too."""
    del changed  # part of the cache's key
    files = (path for path in folder.rglob("*") if path.suffix in _TYPES and path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in files}


def _reply(file: _File, headers: Mapping[str, str]) -> Response:
    kept = {**_HEADERS, "ETag": file.etag}
    if file.etag in headers.get("if-none-match", ""):
        return Response(status_code=304, headers=kept)
    body = file.plain
    if file.compressed is not None and "gzip" in headers.get("accept-encoding", ""):
        body, kept["Content-Encoding"] = file.compressed, "gzip"
    return Response(body, headers=kept, media_type=file.media_type)


@lru_cache(_KEPT_FILES)
def _read(path: Path, changed: int) -> _File:
    del changed  # part of the cache's key
    data = path.read_bytes()
    # Weak, because it stands for the compressed bytes too.
    etag = f'W/"{hashlib.sha256(data).hexdigest()[:16]}"'
    packed = None if path.suffix in _PACKED else gzip.compress(data, 6, mtime=0)
    return _File(_TYPES[path.suffix], etag, data, packed)


def _serve(request: Request) -> Response:
    documentation: Documentation = request.app.state.documentation
    path = request.path_params["path"]
    if documentation.is_built:
        return documentation.answer(path, request.headers)
    if path:
        raise NotFound("the documentation is not built on this server; /docs/ says how to build it")
    head = Head("Documentation", "The documentation is not built on this server.", "/docs/")
    return render(request, "documentation.html", MissingSitePage(head))


def route() -> Route:
    """Return the route of the site; `/docs` and `/docs/api/…` are the reference of this server's API."""
    return Route("/docs/{path:path}", _serve, methods=["GET"])
