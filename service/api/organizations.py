"""Organizations over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import CATALOG
from service.api.request_bodies import JsonBody
from service.api.responses import Creation, show
from service.arena.catalog import organizations
from service.domain.paging import page_of
from service.http.deps import Services, no_query, reader
from service.http.schemas.base import CatalogQuery
from service.http.schemas.catalog import NewOrganization, OrganizationOut, OrganizationPatch, OrganizationsOut

router = APIRouter(prefix="/api/v1/organizations", tags=["catalog"])


@router.get("", response_model=OrganizationsOut, dependencies=[Depends(reader)])
async def list_organizations(
    request: Request, query: Annotated[CatalogQuery, Query()], services: Services
) -> Response:
    """List the organizations by slug."""
    page = page_of(query.cursor, query.limit)
    return await show(
        request,
        services,
        lambda session: OrganizationsOut.model_validate(
            organizations.page(session, page, retired=query.retired)
        ),
    )


@router.post("", status_code=201, response_model=OrganizationOut)
async def create_organization(
    creation: Creation, body: Annotated[NewOrganization, Depends(JsonBody(NewOrganization))]
) -> Response:
    """Add an organization."""
    return await creation.run(
        lambda session: OrganizationOut.model_validate(
            organizations.create(session, body.slug, body.fields())
        )
    )


@router.get(
    "/{organization}", response_model=OrganizationOut, dependencies=[Depends(reader), Depends(no_query)]
)
async def get_organization(request: Request, organization: str, services: Services) -> Response:
    """Return an organization, retired or not."""
    return await show(
        request,
        services,
        lambda session: OrganizationOut.model_validate(organizations.get(session, organization)),
    )


@router.patch("/{organization}", dependencies=[Depends(CATALOG)])
async def change_organization(
    organization: str,
    body: Annotated[OrganizationPatch, Depends(JsonBody(OrganizationPatch))],
    services: Services,
) -> OrganizationOut:
    """Change an organization. Fields left out stay as they are."""
    changed = await services.database.write(organizations.change, organization, body.fields())
    return OrganizationOut.model_validate(changed)


@router.delete("/{organization}", status_code=204, dependencies=[Depends(CATALOG)])
async def retire_organization(organization: str, services: Services) -> None:
    """Retire an organization: it leaves the lists, and its models stay as they are."""
    await services.database.write(organizations.retire, organization)
