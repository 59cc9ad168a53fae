"""What a table may be asked for."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.http.schemas.tables import TableCatalogQuery, TablePageQuery, TableQuery


@pytest.mark.parametrize("kind", [TableQuery, TablePageQuery, TableCatalogQuery])
def test_formats(kind: type[TableQuery | TablePageQuery | TableCatalogQuery]) -> None:
    assert kind().format == "json"
    assert "format" not in kind().model_fields_set
    assert kind.model_validate({"format": "csv", "excel": "true"}).excel
    with pytest.raises(ValidationError):
        kind.model_validate({"format": "xlsx"})
