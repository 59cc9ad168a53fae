"""Rendering: templates filled with typed contexts, as responses.

Each page has a context, a frozen dataclass with everything its template may use, including a `Head`.
Pages that are the same for every reader are rendered once per revision, like the JSON; a visitor's own
pages are not cached.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from service.arena.services import Services
from service.domain.arenas import Arena
from service.domain.boards import MIN_VOTES
from service.domain.branding.logos import Logo
from service.http.deps import origin_of, services_of
from service.http.response_cache import Content, takes_gzip
from service.http.responses import PER_ORIGIN
from service.settings import NAME
from service.web import translation
from service.web.charts.theme import THEMES
from service.web.filters import FILTERS
from service.web.static import Static

MEDIA_TYPE = "text/html; charset=utf-8"
SVG_TYPE = "image/svg+xml"

SITE_CARD = "/card.png"
"""The path of the image for link previews of pages that have none of their own."""

# A page that depends on every arena takes tens of milliseconds to render; every vote would invalidate it.
GRACE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a page: its title, a sentence for search engines, and its place in the menu.

    ``path`` is the page's URL without the host; ``section`` is the current entry of the menu; ``image`` is
    the path of the image for link previews; ``json_ld`` has its facts as schema.org data; ``embeds`` says
    that `/oembed` supports the page; ``feed`` is the path of its Atom feed. The page of an ``arena`` has its
    logo and its color.
    """

    title: str
    description: str
    path: str
    section: str = ""
    image: str = SITE_CARD
    json_ld: str | None = None
    embeds: bool = False
    feed: str | None = None
    arena: Arena | None = None


class Context(Protocol):
    """What every page's context has."""

    @property
    def head(self) -> Head:
        """The page's head."""


class Templates:
    """The templates of all pages."""

    def __init__(self, static: Static, name: str = NAME, accent: str = "") -> None:
        """Find the templates; ``name`` and ``accent`` are the site's."""
        self._environment = Environment(
            loader=PackageLoader("service.web"),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(FILTERS)
        self._environment.policies["ext.i18n.trimmed"] = True
        self._environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        self._environment.install_gettext_callables(  # type: ignore[attr-defined] # of the extension
            translation.gettext, translation.ngettext, newstyle=True
        )
        self._environment.globals.update(
            locale=translation.locale, locales=translation.LOCALES, is_translated=translation.is_translated
        )
        self._environment.globals.update(static=static.url, min_votes=MIN_VOTES, site_name=name)
        self._environment.globals.update(
            accent_sheet=static.accent, site_accent=accent.lower(), usual_accent=THEMES["light"].accent
        )

    def render(self, template: str, page: Context, origin: str, logo: Logo | None = None) -> str:
        """Return the page as HTML; its context is ``page`` in the template.

        ``origin`` is the service's base URL, as in ``https://arena.example``, for what other sites read, and
        ``logo`` is the site's.
        """
        return self._environment.get_template(template).render(page=page, origin=origin, site_logo=logo)

    def picture(self, template: str, page: object) -> str:
        """Return a drawing as SVG; its context is ``page`` in the template."""
        return self._environment.get_template(template).render(page=page)


def render(request: Request, template: str, page: Context, status: int = 200) -> HTMLResponse:
    """Return a page for one visitor, which no cache may store."""
    headers = {"Cache-Control": "private, no-store", "Vary": "Accept-Encoding"}
    if translation.is_translated():
        headers["Vary"] += f", {translation.VARY}"
        headers["Content-Language"] = translation.locale().tag
    logo = services_of(request).catalog.site_logo.logo
    body = templates_of(request).render(template, page, origin_of(request), logo).encode()
    if takes_gzip(request.headers.get("accept-encoding", "").encode()):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, 6, mtime=0)
    return HTMLResponse(body, status, headers)


def prepared(
    request: Request,
    services: Services,
    template: str,
    page: Context,
    *,
    policy: str | None = None,
    grace: float = 0,
) -> Content:
    """Return a page that is the same for every reader, for `service.http.responses.answer` to cache and send.

    ``policy`` replaces the strict content security policy; ``grace`` is that of `Content`.
    """
    logo = services.catalog.site_logo.logo
    body = templates_of(request).render(template, page, origin_of(request), logo).encode()
    private = not services.settings.public_reads or PER_ORIGIN in request.scope
    return Content(body, MEDIA_TYPE, private, grace=grace, policy=policy)


def picture(request: Request, services: Services, template: str, page: object) -> Content:
    """Return an SVG that is the same for every reader."""
    body = templates_of(request).picture(template, page).encode()
    return Content(body, SVG_TYPE, not services.settings.public_reads, grace=GRACE_SECONDS)


def templates_of(request: Request) -> Templates:
    """Return the templates of the service that handles a request."""
    templates: Templates = request.app.state.templates
    return templates
