"""The table of the blob store: which one belongs to this database."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, SmallInteger, String, Table

from service.db.tables.base import CLUSTERED, metadata

# One row: `store_id` is the id in the marker of the only store that this database works with. It is chosen
# before the marker is written, so that processes that start at once write the same one; `marked_at` is when
# the marker was seen.
blob_store = Table(
    "blob_store",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("store_id", String(64), nullable=False),
    Column("marked_at", BigInteger),
    CheckConstraint("id = 1", name="one"),
    **CLUSTERED,
)
