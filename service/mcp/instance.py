"""An instance of the service, read over HTTP by anyone: the server of assistants has no database."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from ssl import SSLContext
from typing import TypeVar
from urllib.parse import quote, urlencode

import httpx
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, ValidationError

from service.mcp.answers import Source

Shape = TypeVar("Shape", bound=BaseModel)
Value = str | int | float | None

_SECONDS = 30.0


class Refused(ToolError):
    """The instance refused a request: its words, the status of HTTP, and the fields that are wrong."""

    def __init__(self, detail: str, status: int, fields: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.fields = tuple(fields)


@dataclass(frozen=True, slots=True)
class Instance:
    """Where an instance is, and the key for reading it, which only closed instances want."""

    url: str
    key: str = field(default="", repr=False)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Reader]:
        """Yield a reader, for the requests of one question."""
        headers = {"Accept": "application/json", "User-Agent": "arena-mcp"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        # Redirects are not followed: the key would be sent along.
        async with httpx.AsyncClient(verify=_trusted(), timeout=_SECONDS, headers=headers) as http:
            yield Reader(self.url.rstrip("/"), http)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads an instance."""

    url: str
    http: httpx.AsyncClient

    async def read(
        self, shape: type[Shape], *parts: str, query: Mapping[str, Value] | None = None, fixed: bool = False
    ) -> tuple[Shape, Source]:
        """Return what is at a path, and the link to these bytes; ``fixed`` if they do not change with votes.

        Raise Refused with the instance's own words, and ToolError if it cannot be read.
        """
        path = "/".join(quote(part, safe="") for part in parts)
        values = {name: value for name, value in (query or {}).items() if value is not None}
        link = f"{self.url}/api/v1/{path}{'?' if values else ''}{urlencode(values)}"
        response = await self._get(link)
        try:
            content = shape.model_validate_json(response.content)
        except ValidationError:
            raise ToolError(f"{self.url} does not answer as an arena service of this version does") from None
        digest = hashlib.sha256(response.content).hexdigest()
        return content, Source(link=link, sha256=digest, fixed=fixed)

    async def _get(self, link: str) -> httpx.Response:
        try:
            response = await self.http.get(link)
        except httpx.HTTPError as error:
            raise ToolError(f"{self.url} cannot be reached: {str(error) or type(error).__name__}") from None
        if response.is_success:
            return response
        raise _refused(response)


class _Field(BaseModel):
    field: str


class _Problem(BaseModel):
    detail: str
    errors: list[_Field] = []


def _refused(response: httpx.Response) -> Refused:
    try:
        problem = _Problem.model_validate_json(response.content)
    except ValidationError:
        detail = f"{response.url} answered with HTTP {response.status_code}"
        return Refused(detail, response.status_code)
    return Refused(problem.detail, response.status_code, [one.field for one in problem.errors])


@cache
def _trusted() -> SSLContext:
    # Reading all certificates takes longer than some questions.
    return httpx.create_ssl_context()
