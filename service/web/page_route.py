"""Routes of pages: they ignore query parameters that they do not know, and know where they are read.

Anyone who shares a link adds some (``utm_source``, ``fbclid``, ``ref``). A page that refused them would be
broken where it is read most, and one that took them would be kept once for each of them.

Pages name their own address, for search engines and link previews. Without ``ARENA_PUBLIC_URL`` it is the one
that the reader used, and each gets a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from urllib.parse import unquote_plus

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from service.http.deps import origin_of, services_of
from service.http.responses import PER_ORIGIN


class PageRoute(APIRoute):
    """A route that drops unknown query parameters before anything reads or caches the address."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[object, object, Response]]:
        """Return the handler of the route."""
        handle = super().get_route_handler()
        known = frozenset(_parameters(self.dependant))

        async def handle_known(request: Request) -> Response:
            query: bytes = request.scope["query_string"]
            if query:
                request.scope["query_string"] = only(query, known)
            services = services_of(request)
            await services.catalog.site_logo.refresh()
            if not services.settings.public_url:
                request.scope[PER_ORIGIN] = origin_of(request).encode()
            return await handle(request)

        return handle_known


def only(query: bytes, names: frozenset[str]) -> bytes:
    """Return a query string without the parameters that have other names, in its order."""
    parts = (part for part in query.split(b"&") if part)
    return b"&".join(part for part in parts if _name(part) in names)


def _name(part: bytes) -> str:
    return unquote_plus(part.partition(b"=")[0].decode("latin-1"))


def _parameters(dependant: Dependant) -> Iterator[str]:
    for parameter in dependant.query_params:
        kind = parameter.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (field.alias or name for name, field in kind.model_fields.items())
        else:
            yield parameter.alias
    for inner in dependant.dependencies:
        yield from _parameters(inner)
