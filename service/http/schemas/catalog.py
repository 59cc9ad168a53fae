"""Organizations, models and offers, as clients send and receive them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, cast

from pydantic import Field, StringConstraints

from service.arena.catalog.models import MAX_CAPABILITIES, ModelFields
from service.arena.catalog.offers import OfferFields
from service.arena.catalog.organizations import OrganizationFields
from service.domain.catalog import MAX_AMOUNT
from service.http.schemas.base import Day, LeftOut, LongText, Moment, Name, Out, Slug, Strict, Text, Url

Known = Literal["yes", "no", "unknown"]
Capabilities = Annotated[
    list[Name],
    Field(
        max_length=MAX_CAPABILITIES, description="Words with letters or digits.", examples=[["text-to-image"]]
    ),
]

NO_RENAMING: Mapping[str, str] = {
    "slug": "cannot be changed, because votes, links and other systems rely on it"
}


def sent_fields(body: Strict, *apart: str) -> dict[str, object]:
    """Return the fields that a request contains, except its slug and those that are handled separately."""
    return body.model_dump(mode="json", exclude={"slug", *apart}, exclude_unset=True)


class NewOrganization(Strict):
    """A new organization."""

    slug: Slug
    name: Name
    url: Url | None = None

    def fields(self) -> OrganizationFields:
        """Return the fields for the use case."""
        return cast("OrganizationFields", sent_fields(self))


class OrganizationPatch(Strict):
    """Changes to an organization. Fields left out stay as they are."""

    refusals: ClassVar[Mapping[str, str]] = NO_RENAMING

    name: Name = LeftOut
    url: Url | None = LeftOut
    retired: bool = LeftOut

    def fields(self) -> OrganizationFields:
        """Return the fields for the use case."""
        return cast("OrganizationFields", sent_fields(self))


class OrganizationOut(Out):
    """An organization."""

    slug: str
    name: str
    url: str | None
    created_at: Moment
    retired_at: Moment | None


class OrganizationsOut(Out):
    """A page of organizations."""

    items: list[OrganizationOut]
    next_cursor: str | None


class LicenseIn(Strict):
    """A license, with the two facts that people ask about."""

    name: Name | None = None
    url: Url | None = None
    weights_open: Known = "unknown"
    commercial_use: Known = "unknown"


class ModelDescription(Strict):
    """Fields that describe a model."""

    organization: Slug | None = None
    released: Day | None = None
    description: LongText | None = None
    license: LicenseIn | None = None

    def fields(self) -> ModelFields:
        """Return the fields for the use case.

        A license of null is a license about which nothing is known.
        """
        fields = sent_fields(self, "license")
        if "license" in self.model_fields_set:
            facts = sent_fields(self.license) if self.license else LicenseIn().model_dump()
            names = {"name": "license_name", "url": "license_url"}
            fields |= {names.get(name, name): value for name, value in facts.items()}
        return cast("ModelFields", fields)


class NewModel(ModelDescription):
    """A new model."""

    slug: Slug
    name: Name
    capabilities: Capabilities = Field(default_factory=list)


class ModelPatch(ModelDescription):
    """Changes to a model. Fields left out stay as they are, also within the license."""

    refusals: ClassVar[Mapping[str, str]] = NO_RENAMING

    name: Name = LeftOut
    capabilities: Capabilities = LeftOut
    retired: bool = LeftOut


class LicenseOut(Out):
    """A license, with the two facts that people ask about."""

    name: str | None
    url: str | None
    weights_open: Known
    commercial_use: Known


class ModelOut(Out):
    """A model."""

    slug: str
    name: str
    organization: str | None
    organization_name: str | None
    released: date | None
    description: str | None
    license: LicenseOut
    capabilities: list[str]
    created_at: Moment
    retired_at: Moment | None


class ModelsOut(Out):
    """A page of models."""

    items: list[ModelOut]
    next_cursor: str | None


class NewOffer(Strict):
    """A new price. To change a price, add a new offer with its own date."""

    provider: Slug
    unit: Literal["image"] = "image"
    amount: Annotated[
        float,
        Field(ge=0, le=MAX_AMOUNT, description="In units of the currency, with at most six decimal places."),
    ]
    currency: Annotated[str, StringConstraints(pattern="^[A-Za-z]{3}$"), Field(examples=["USD"])]
    latency_ms: Annotated[int, Field(ge=0, le=86_400_000)] | None = None
    valid_from: Annotated[Day, Field(description="Today if left out.")] = LeftOut
    source_url: Url | None = None
    note: Annotated[str, Text, Field(max_length=1_000)] | None = None
    upstream: Annotated[
        Name | None,
        Field(
            description="The provider's name for the model. With it, this offer is used to generate images. "
            "Needed with endpoint and key_variable."
        ),
    ] = None
    endpoint: Annotated[Url | None, Field(description="The provider's URL, if not its default one.")] = None
    key_variable: Annotated[
        Name | None, Field(description="The environment variable that holds the provider's key, in capitals.")
    ] = None

    @property
    def is_way(self) -> bool:
        """Whether the offer says how to get images from the provider."""
        return any((self.upstream, self.endpoint, self.key_variable))

    def fields(self) -> OfferFields:
        """Return the fields for the use case."""
        return cast("OfferFields", sent_fields(self))


class OfferOut(Out):
    """A provider's price for an image by a model."""

    id: int
    provider: str
    unit: str
    amount: float
    currency: str
    latency_ms: int | None
    valid_from: date
    source_url: str | None
    note: str | None
    created_at: Moment
    upstream: str | None


class OffersOut(Out):
    """A page of offers."""

    items: list[OfferOut]
    next_cursor: str | None
