"""Static files: style sheets, scripts, and images of the pages, kept in memory.

Their URLs contain a hash of all files, so that browsers can cache them forever and modules that import each
other by relative URLs stay together. Browsers get style sheets and scripts without their comments, which are
a tenth of what they weigh.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import Request, Response
from starlette.routing import Route

from service.domain.branding.colors import shades_of
from service.errors import NotFound
from service.http.cross_origin import OPEN
from service.http.response_cache import CachedResponse, Content
from service.http.responses import SendCached
from service.settings import NAME

_TYPES = {
    "css": "text/css; charset=utf-8",
    "ico": "image/x-icon",
    "js": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}
# Comments: anywhere in style sheets, and as whole lines in scripts, where a string may contain slashes.
_COMMENTS = {
    "css": re.compile(rb"^ */\*.*?\*/\n*|/\*.*?\*/", re.DOTALL | re.MULTILINE),
    "js": re.compile(rb"^ *//.*\n", re.MULTILINE),
}
_MANIFEST = "app.webmanifest"
_FOREVER = "public, max-age=31536000, immutable"
_VERSION_DIGITS = 12
# The style sheet of an accent color is made of its name, which has the digits of both shades. So what is kept
# forever is what the program would send now, and nobody has it compute the shades of any color.
_ACCENT = re.compile(r"accent-([0-9a-f]{6})-([0-9a-f]{6})\.css")
# What browsers ask for where no page says so.
_AT_ROOT = ("favicon.ico", "apple-touch-icon.png")


@dataclass(frozen=True, slots=True)
class File:
    """A static file: its bytes, and its responses under the URL with the current hash and under others.

    A page from before an update may still ask for the latter: it gets the current file but must not cache it
    forever.
    """

    plain: bytes
    current: CachedResponse
    outdated: CachedResponse


class Static:
    """The static files of the program, which a process reads and compresses once."""

    def __init__(self, name: str = NAME) -> None:
        """Read the files; ``name`` is the site's, for where it is installed as an app."""
        self._files = {entry.name: _read(entry.name, name) for entry in _entries()}
        digest = hashlib.sha256(_accent("#000000", "#ffffff"))
        for file in sorted(self._files):
            digest.update(file.encode() + b"\0" + self._files[file].plain)
        self.version = digest.hexdigest()[:_VERSION_DIGITS]

    def url(self, name: str) -> str:
        """Return the URL of a file; raise KeyError if there is no such file."""
        self._files[name]
        return f"/static/{self.version}/{name}"

    def accent(self, color: str) -> str:
        """Return the URL of the style sheet that gives a page an accent color, written as CSS does."""
        light, dark = shades_of(color.lower())
        return f"/static/{self.version}/accent-{light[1:]}-{dark[1:]}.css"

    def find(self, name: str) -> File | None:
        """Return the file with a name, or None."""
        shades = _ACCENT.fullmatch(name)
        return _file(_accent(f"#{shades[1]}", f"#{shades[2]}"), "css") if shades else self._files.get(name)


def _folder() -> Traversable:
    return files("service.web").joinpath("static")


def _entries() -> list[Traversable]:
    return [entry for entry in _folder().iterdir() if entry.name.rpartition(".")[2] in _TYPES]


@cache
def _read(file: str, name: str) -> File:
    data = _folder().joinpath(file).read_bytes()
    if file == _MANIFEST:
        data = json.dumps({"name": name, "short_name": name, **json.loads(data)}).encode()
    kind = file.rpartition(".")[2]
    if kind in _COMMENTS:
        data = _COMMENTS[kind].sub(b"", data)
    return _file(data, kind)


def _accent(light: str, dark: str) -> bytes:
    """Return the style sheet of an accent color's shades for light and for dark pages."""
    return f":root {{ --accent: light-dark({light}, {dark}); }}\n".encode()


def _file(data: bytes, kind: str) -> File:
    media_type = _TYPES[kind]
    current, outdated = (
        CachedResponse.of(Content(data, media_type, cache_control=kept)) for kept in (_FOREVER, "no-cache")
    )
    return File(data, current, outdated)


async def _serve(request: Request) -> Response:
    return _send(request, request.path_params["version"], request.path_params["name"])


async def _serve_at_root(request: Request) -> Response:
    return _send(request, "", request.scope["path"].removeprefix("/"))


def _send(request: Request, version: str, name: str) -> Response:
    request.scope[OPEN] = True
    static: Static = request.app.state.static
    file = static.find(name)
    if file is None:
        raise NotFound(f"there is no file {name[:100]!r}")
    response = file.current if version == static.version else file.outdated
    return SendCached(response)


def routes() -> list[Route]:
    """Return the routes that serve the static files."""
    at_root = (Route(f"/{name}", _serve_at_root, methods=["GET"]) for name in _AT_ROOT)
    return [Route("/static/{version}/{name}", _serve, methods=["GET"]), *at_root]
