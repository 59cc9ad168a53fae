"""Every column that names a file of the blob store is listed: prune and backup depend on it."""

from __future__ import annotations

from sqlalchemy import LargeBinary

from service.db.tables import metadata
from service.db.tables.blobs import BLOB_COLUMNS

# 32 bytes that are no blob: hashes of keys, of requests and of imported files, and keys of a day.
OTHER_HASHES = {
    ("api_keys", "hash"),
    ("idempotency", "fingerprint"),
    ("imports", "digest"),
    ("network_keys", "key"),
    ("renditions", "copy"),  # of an image, which names it
}


def test_every_column_that_may_name_a_blob_is_known() -> None:
    hashes = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.type.length == 32
    }
    named = {(column.table.name, column.name) for columns in BLOB_COLUMNS.values() for column in columns}
    assert hashes - OTHER_HASHES == named
