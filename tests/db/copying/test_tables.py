"""The tables of a database, found in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import Boolean, Date, LargeBinary

from service.db.copying.tables import LEFT_OUT, CopiedTable, copied_tables, kind_of
from service.db.migrate import run_on
from service.db.tables import metadata


def test_every_table_is_copied_after_those_that_it_refers_to(database_url: str) -> None:
    found: list[CopiedTable] = []
    run_on(database_url, lambda connection: found.extend(copied_tables(connection)))
    tables = {table.name: table for table in found}
    assert tables.keys() == metadata.tables.keys() - LEFT_OUT
    for name, table in tables.items():
        ours = metadata.tables[name]
        assert table.columns == {column.name: kind_of(column.type) for column in ours.columns}
        assert [c.name for c in table.table.primary_key] == [c.name for c in ours.primary_key]
        earlier = list(tables)[: list(tables).index(name)]
        assert {key.column.table.name for key in ours.foreign_keys} <= {*earlier, name}


def test_a_type_that_no_copy_can_hold_is_refused() -> None:
    assert kind_of(LargeBinary()) == "bytes"
    for kind in (Boolean(), Date()):
        with pytest.raises(TypeError, match="cannot be copied"):
            kind_of(kind)
