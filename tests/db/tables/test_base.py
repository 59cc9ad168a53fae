"""What all tables share."""

from __future__ import annotations

from sqlalchemy import Table

from service.db.tables.base import metadata, row_id, to


def test_rows_are_counted_and_refer_by_number() -> None:
    table = Table("elsewhere", metadata, row_id(), to("arenas", "arena_id"))
    try:
        (key,) = table.foreign_key_constraints
        assert key.name == "fk_elsewhere_arena_id"
        assert [column.name for column in table.primary_key] == ["id"]
        assert not table.c.arena_id.nullable
    finally:
        metadata.remove(table)
