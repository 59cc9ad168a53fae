"""Pages: templates filled with typed contexts, as answers.

Each page has a frozen dataclass, its context, that says what its template may use, and a `Head` among it.
What is the same for every reader is prepared once a revision, like the JSON; what is a visitor's own is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from service.arena.services import Services
from service.domain.boards import MIN_VOTES
from service.http.response_cache import Content
from service.web.filters import FILTERS
from service.web.static import Static

MEDIA_TYPE = "text/html; charset=utf-8"
SVG_TYPE = "image/svg+xml"

# What depends on every arena costs tens of milliseconds to make, and every vote would make it anew.
GRACE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says: its title, a sentence for search engines, and its place in the menu.

    ``path`` is the page's own address without a host; ``section`` the menu's entry that is marked; ``image``
    the path of the picture that other sites show beside a link; ``json_ld`` its facts in schema.org's words;
    ``embeds`` says that `/oembed` knows the page.
    """

    title: str
    description: str
    path: str
    section: str = ""
    image: str | None = None
    json_ld: str | None = None
    embeds: bool = False


class Context(Protocol):
    """What every page's context has."""

    @property
    def head(self) -> Head:
        """The page's head."""


class Templates:
    """The templates of all pages.

    ``public_url`` is the address under which the outside knows the service, empty where it is not configured:
    then pages name no absolute address, since the Host header could be anybody's.
    """

    def __init__(self, static: Static, public_url: str) -> None:
        self._environment = Environment(
            loader=PackageLoader("service.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals.update(static=static.url, public_url=public_url, min_votes=MIN_VOTES)

    def render(self, template: str, page: Context) -> str:
        """Return the page as HTML; the template finds its context under the name ``page``."""
        return self._environment.get_template(template).render(page=page)

    def picture(self, template: str, shown: object) -> str:
        """Return a drawing as SVG; the template finds what it shows under the name ``page``."""
        return self._environment.get_template(template).render(page=shown)


def render(request: Request, template: str, page: Context, status: int = 200) -> HTMLResponse:
    """Return a page for one visitor, which nobody but its browser may keep."""
    headers = {"Cache-Control": "private, no-store"}
    return HTMLResponse(templates_of(request).render(template, page), status, headers)


def prepared(
    request: Request,
    services: Services,
    template: str,
    page: Context,
    *,
    policy: str | None = None,
    grace: float = 0,
) -> Content:
    """Return a page that is the same for every reader, for `service.http.responses.answer` to keep and send.

    ``policy`` is a content policy in place of the strict one; ``grace`` as `Content` has it.
    """
    body = templates_of(request).render(template, page).encode()
    private = not services.settings.public_reads
    return Content(body, MEDIA_TYPE, private, grace=grace, policy=policy)


def picture(request: Request, services: Services, template: str, shown: object) -> Content:
    """Return an SVG that is the same for every reader."""
    body = templates_of(request).picture(template, shown).encode()
    return Content(body, SVG_TYPE, not services.settings.public_reads, grace=GRACE_SECONDS)


def templates_of(request: Request) -> Templates:
    """Return the templates of the service that a request is for."""
    templates: Templates = request.app.state.templates
    return templates
