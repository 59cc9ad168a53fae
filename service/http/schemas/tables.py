"""What a read that is also a table may be asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.http.schemas.base import CatalogQuery, PageQuery, Query

TableFormat = Literal["json", "csv", "ndjson", "parquet"]

Format = Annotated[
    TableFormat,
    Field(description="The format. If it is left out, the header `Accept` decides; JSON is the default."),
]
Excel = Annotated[
    bool,
    Field(description="Whether CSV begins with a byte-order mark, by which Excel recognizes UTF-8."),
]


class TableQuery(Query):
    """In which format."""

    format: Format = "json"
    excel: Excel = False


class TablePageQuery(PageQuery):
    """Which page of a list, and in which format. A table without `limit` is complete."""

    format: Format = "json"
    excel: Excel = False


class TableCatalogQuery(CatalogQuery):
    """Which page of a catalog list, and in which format. A table without `limit` is complete."""

    format: Format = "json"
    excel: Excel = False
