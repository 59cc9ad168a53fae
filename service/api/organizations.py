"""Organizations over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import CATALOG
from service.api.preconditions import Precondition, changed
from service.api.request_bodies import JsonBody
from service.api.responses import Creation, show_record
from service.arena.catalog import organizations
from service.arena.catalog.versions import change_expected
from service.arena.services import Reading
from service.domain.paging import Page
from service.http.deps import Services, no_query, reader
from service.http.schemas.catalog import NewOrganization, OrganizationOut, OrganizationPatch, OrganizationsOut
from service.http.schemas.tables import TableCatalogQuery
from service.http.tables.answers import ListView, answer_list

router = APIRouter(prefix="/api/v1/organizations", tags=["catalog"])


@router.get("", response_model=OrganizationsOut, dependencies=[Depends(reader)])
async def list_organizations(request: Request, query: Annotated[TableCatalogQuery, Query()]) -> Response:
    """List the organizations by slug."""

    def page(wanted: Page) -> Reading[OrganizationsOut]:
        return lambda session: OrganizationsOut.model_validate(
            organizations.page(session, wanted, retired=query.retired)
        )

    return await answer_list(request, query, "", ListView("organizations", OrganizationOut, page))


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
    return await show_record(
        request,
        services,
        lambda session: organizations.get(session, organization),
        OrganizationOut.model_validate,
    )


@router.patch("/{organization}", response_model=OrganizationOut, dependencies=[Depends(CATALOG)])
async def change_organization(
    organization: str,
    body: Annotated[OrganizationPatch, Depends(JsonBody(OrganizationPatch))],
    services: Services,
    expected: Precondition,
) -> Response:
    """Change an organization. Fields left out stay as they are."""
    new = await services.database.write(
        change_expected,
        expected,
        lambda session: organizations.get(session, organization),
        lambda session: organizations.change(session, organization, body.fields()),
    )
    return changed(OrganizationOut.model_validate(new), new)


@router.delete("/{organization}", status_code=204, response_class=Response, dependencies=[Depends(CATALOG)])
async def retire_organization(organization: str, services: Services, expected: Precondition) -> None:
    """Retire an organization: it leaves the lists, and its models stay as they are."""
    await services.database.write(
        change_expected,
        expected,
        lambda session: organizations.get(session, organization),
        lambda session: organizations.retire(session, organization),
    )
