"""The resources with a slug: the fields of their forms, and the use cases behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.arena.catalog import arenas, models, organizations
from service.domain.arenas import (
    ACKNOWLEDGE,
    BOTH_BAD,
    CHALLENGES,
    MATCHMAKING,
    ON_EVIDENCE,
    RETIRED_MODELS,
    Arena,
)
from service.domain.catalog import Model, Organization
from service.domain.paging import Listing
from service.http.schemas.arenas import ArenaPatch, NewArena
from service.http.schemas.base import Strict
from service.http.schemas.catalog import ModelPatch, NewModel, NewOrganization, OrganizationPatch
from service.web.admin.forms import Field
from service.web.admin.pages import Cell

Item = Organization | Model | Arena

_KNOWN = ("unknown", "yes", "no")
_SLUG = Field("slug", "Slug", hint="Used in URLs. It cannot be changed later.", required=True)
_NAME = Field("name", "Name", required=True)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource and what its pages need to know about it.

    ``new`` and ``patch`` are the API's schemas; ``create`` and ``change`` take a session and one of them.
    ``fixed`` names the fields that cannot be changed later. ``values`` returns the values of a form,
    ``cells`` the cells of the list under ``columns``, and ``links`` the links to related pages. ``retiring``
    says what retiring one means.
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


def _of_arena(arena: Arena) -> dict[str, str]:
    return {
        "name": arena.name,
        "task": arena.task,
        "description": arena.description or "",
        "matchmaking": arena.matchmaking,
        "acknowledge": arena.acknowledge,
        "retired_models": arena.retired_models,
        "price_per_vote": "" if arena.price_per_vote is None else f"{arena.price_per_vote:g}",
        "on_evidence": arena.on_evidence,
        "reveal_after": str(arena.reveal_after),
        "example_share": str(arena.example_share),
        "gold_share": str(arena.gold_share),
        "repeat_share": str(arena.repeat_share),
        "challenge": arena.challenge,
        "publish_after": str(arena.publish_after),
    }


_RATING = {
    "mu": "Initial rating (mu)",
    "sigma": "Initial uncertainty (sigma)",
    "beta": "Noise per image (beta)",
    "tau": "Drift per vote (tau)",
    "draw_probability": "Draw probability",
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
                Field("organization", "Organization", hint="The slug of the model's maker."),
                Field("released", "Released", "date"),
                Field("description", "Description", "area"),
                Field(
                    "capabilities",
                    "Capabilities",
                    "words",
                    "Separated by commas, such as text-to-image, image-editing.",
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
            fields=(
                _SLUG,
                _NAME,
                Field("task", "Task", hint="Such as text-to-image."),
                Field("description", "Description", "area"),
                Field("matchmaking", "Matchups", "choice", "How matchups are chosen.", MATCHMAKING),
                Field(
                    "acknowledge",
                    "Answer votes",
                    "choice",
                    "Once they are rated, or as soon as they are stored. SQLite always rates first.",
                    ACKNOWLEDGE,
                ),
                Field(
                    "retired_models",
                    "Votes on retired models",
                    "choice",
                    "Whether reported and imported votes on them count or are refused.",
                    RETIRED_MODELS,
                ),
                Field(
                    "price_per_vote",
                    "Price per vote",
                    "number",
                    "In US dollars. Leaderboards then say what deciding a pair would cost.",
                ),
                Field(
                    "on_evidence",
                    "On strong evidence of rigging",
                    "choice",
                    "Hold the votes at once, or only flag them for review.",
                    ON_EVIDENCE,
                ),
                Field(
                    "reveal_after",
                    "Reveal models after",
                    "number",
                    "So many votes by a voter. 1 is after each vote, 0 is never.",
                ),
                Field(
                    "example_share",
                    "Public examples",
                    "number",
                    "The percentage of prompts whose images everybody may see. They are dealt less often.",
                ),
                Field("gold_share", "Gold pairs", "number", "The percentage of matchups on them, at most 5."),
                Field(
                    "repeat_share",
                    "Repeats",
                    "number",
                    "The percentage of matchups that show a voter a pair again, at most 3.",
                ),
                Field(
                    "challenge",
                    "Challenge for busy networks",
                    "choice",
                    "After many matchups in a day: work for the browser, or a CAPTCHA with your keys.",
                    CHALLENGES,
                ),
                Field(
                    "publish_after",
                    "Publish votes after",
                    "number",
                    "So many seconds, at most 604800 (a week). Until then only administrators see them. 0 is "
                    "at once, and publishes what waits.",
                ),
                Field(
                    "both_bad",
                    "Both bad",
                    "choice",
                    "Rate such votes as ties or ignore them. To change this later, recount the arena.",
                    BOTH_BAD,
                ),
                *(
                    Field(f"rating.{name}", label, "number", "Leave empty for the default.")
                    for name, label in _RATING.items()
                ),
            ),
            fixed=frozenset({"slug", "both_bad", *(f"rating.{name}" for name in _RATING)}),
            columns=("Name", "Task", "Votes"),
            new=NewArena,
            patch=ArenaPatch,
            page=arenas.page,
            get=arenas.get,
            create=lambda session, body: arenas.create(
                session, body.slug, body.fields(), body.rating.model_dump(), body.both_bad
            ),
            change=lambda session, slug, body: arenas.change(session, slug, body.fields()),
            values=_of_arena,
            cells=lambda item: (item.name, item.task, f"{item.last_position:,}"),
            links=lambda slug: (
                Cell("Prompts", f"/admin/arenas/{slug}/prompts"),
                Cell("Images", f"/admin/arenas/{slug}/images"),
                Cell("Gold pairs", f"/admin/arenas/{slug}/gold"),
                Cell("Votes", f"/admin/votes?arena={slug}"),
                Cell("Page", f"/arenas/{slug}"),
            ),
            retiring="Nobody can vote in it any more. Its leaderboards and its log stay. You can restore it.",
        ),
    )
}
"""The resources by their plural names."""
