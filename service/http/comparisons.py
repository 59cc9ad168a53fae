"""The models to compare, as the query names them: ``?models=a,b`` or ``?models=a&models=b``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from service.http.schemas.base import Query, Text

_Names = Annotated[str, Text, Field(max_length=500)]


class ComparisonQuery(Query):
    """The models to compare."""

    models: Annotated[
        list[_Names],
        Field(
            default_factory=list,
            max_length=8,
            description="Two to four models, separated by commas.",
            examples=[["photon-flash-1,flux-dev"]],
        ),
    ]

    def slugs(self) -> tuple[str, ...]:
        """Return the names of the models, without empty ones."""
        return tuple(slug.strip() for part in self.models for slug in part.split(",") if slug.strip())
