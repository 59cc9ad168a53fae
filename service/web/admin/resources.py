"""The resources with a slug: the fields of their forms, and the use cases behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.arena.catalog import arenas, models, organizations
from service.arena.catalog.choices import TASKS, Choice, of_arena
from service.domain.arenas import Arena
from service.domain.catalog import Model, Organization
from service.domain.paging import Listing
from service.http.schemas.arenas import ArenaPatch, NewArena
from service.http.schemas.base import Strict
from service.http.schemas.catalog import ModelPatch, NewModel, NewOrganization, OrganizationPatch
from service.web.admin.arena_fields import ADVANCED, BASIC, RATING, notes_on, values_of
from service.web.admin.forms import Field, named
from service.web.admin.pages import Cell

Item = Organization | Model | Arena

_KNOWN = named("unknown", "yes", "no")
_SLUG = Field("slug", "Slug", hint="Used in URLs. It cannot be changed later.", required=True)
_NAME = Field("name", "Name", required=True)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource and what its pages need to know about it.

    ``new`` and ``patch`` are the API's schemas; ``create`` and ``change`` take a session and one of them.
    ``fixed`` names the fields that cannot be changed later. ``values`` returns the values of a form,
    ``cells`` the cells of the list under ``columns``, and ``links`` the links to related pages. ``retiring``
    says what retiring one means. ``choices`` has, by field, what only this entry offers to choose from, and
    ``notes`` what to know about it.
    """

    singular: str
    plural: str
    fields: Sequence[Field]
    columns: Sequence[str]
    new: type[Strict]
    patch: type[Strict]
    page: Callable[..., Listing[Any]]
    get: Callable[..., Any]
    create: Callable[[Any, Any], object]
    change: Callable[[Any, str, Any], object]
    values: Callable[[Any], dict[str, str]]
    cells: Callable[[Any], Sequence[str]]
    links: Callable[[str], Sequence[Cell]]
    retiring: str
    fixed: frozenset[str] = frozenset({"slug"})
    choices: Callable[[Any, Any], Mapping[str, Sequence[Choice]]] | None = None
    notes: Callable[[Any], Sequence[str]] | None = None

    @property
    def path(self) -> str:
        """The path of its list."""
        return f"/admin/{self.plural}"

    @property
    def changeable(self) -> Sequence[Field]:
        """The fields that can be changed."""
        return [field for field in self.fields if field.name not in self.fixed]


def _of_organization(organization: Organization) -> dict[str, str]:
    return {"name": organization.name, "url": organization.url or ""}


def _of_model(model: Model) -> dict[str, str]:
    return {
        "name": model.name,
        "organization": model.organization or "",
        "released": model.released or "",
        "description": model.description or "",
        "capabilities": ", ".join(model.capabilities),
        "license.name": model.license.name or "",
        "license.url": model.license.url or "",
        "license.weights_open": model.license.weights_open,
        "license.commercial_use": model.license.commercial_use,
    }


RESOURCES: Mapping[str, Resource] = {
    resource.plural: resource
    for resource in (
        Resource(
            singular="organization",
            plural="organizations",
            fields=(_SLUG, _NAME, Field("url", "URL", "url")),
            columns=("Name", "URL"),
            new=NewOrganization,
            patch=OrganizationPatch,
            page=organizations.page,
            get=organizations.get,
            create=lambda session, body: organizations.create(session, body.slug, body.fields()),
            change=lambda session, slug, body: organizations.change(session, slug, body.fields()),
            values=_of_organization,
            cells=lambda item: (item.name, item.url or ""),
            links=lambda slug: (Cell("Page", f"/organizations/{slug}"),),
            retiring="It leaves the lists. Its models and their pages stay. You can restore it.",
        ),
        Resource(
            singular="model",
            plural="models",
            fields=(
                _SLUG,
                _NAME,
                Field("organization", "Organization", "choice", "Who made it.", source="organizations"),
                Field("released", "Released", "date"),
                Field("description", "Description", "area"),
                Field(
                    "capabilities",
                    "Capabilities",
                    "words",
                    choices=named(*TASKS),
                ),
                Field("license.name", "License"),
                Field("license.url", "License URL", "url"),
                Field("license.weights_open", "Open weights", "choice", choices=_KNOWN),
                Field("license.commercial_use", "Commercial use", "choice", choices=_KNOWN),
            ),
            columns=("Name", "Organization", "License"),
            new=NewModel,
            patch=ModelPatch,
            page=models.page,
            get=models.get,
            create=lambda session, body: models.create(session, body.slug, body.fields()),
            change=lambda session, slug, body: models.change(session, slug, body.fields()),
            values=_of_model,
            cells=lambda item: (item.name, item.organization_name or "", item.license.name or ""),
            links=lambda slug: (
                Cell("Offers", f"/admin/models/{slug}/offers"),
                Cell("Page", f"/models/{slug}"),
            ),
            retiring="It gets no more matchups or images. Its votes and its page stay. You can restore it.",
        ),
        Resource(
            singular="arena",
            plural="arenas",
            fields=(_SLUG, _NAME, *BASIC, *ADVANCED),
            fixed=frozenset({"slug", "both_bad", *(f"rating.{name}" for name in RATING)}),
            columns=("Name", "Task", "Votes"),
            new=NewArena,
            patch=ArenaPatch,
            page=arenas.page,
            get=arenas.get,
            create=lambda session, body: arenas.create(
                session, body.slug, body.fields(), body.rating.model_dump(), body.both_bad
            ),
            change=lambda session, slug, body: arenas.change(session, slug, body.fields()),
            values=values_of,
            choices=lambda session, item: {"voting_languages": of_arena(session, item.id)["language"]},
            notes=notes_on,
            cells=lambda item: (item.name, item.task, f"{item.last_position:,}"),
            links=lambda slug: (
                Cell("Prompts", f"/admin/arenas/{slug}/prompts"),
                Cell("Images", f"/admin/arenas/{slug}/images"),
                Cell("Gold pairs", f"/admin/arenas/{slug}/gold"),
                Cell("Targets", f"/admin/arenas/{slug}/targets"),
                Cell("Logo", f"/admin/arenas/{slug}/logo"),
                Cell("Votes", f"/admin/votes?arena={slug}"),
                Cell("Page", f"/arenas/{slug}"),
            ),
            retiring="Nobody can vote in it any more. Its leaderboards and its log stay. You can restore it.",
        ),
    )
}
"""The resources by their plural names."""
