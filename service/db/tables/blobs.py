"""The columns that name files of the blob store, by the part of the store that the files are in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from sqlalchemy import Column

from service.db.tables.catalog import arenas, catalog, prompts
from service.db.tables.generations import generations
from service.db.tables.segments import log_segments
from service.db.tables.voting import images, renditions

Kind = Literal["originals", "copies", "log"]

BLOB_COLUMNS: Mapping[Kind, tuple[Column[bytes], ...]] = MappingProxyType(
    {
        "originals": (images.c.sha256, generations.c.source, generations.c.output),
        "copies": (
            images.c.copy,
            images.c.square,
            images.c.blind,
            images.c.blind_square,
            images.c.blind_small,
            images.c.blind_small_square,
            renditions.c.small,
            renditions.c.medium,
            renditions.c.large,
            prompts.c.source_copy,
            arenas.c.logo_digest,
            catalog.c.logo_digest,
        ),
        "log": (log_segments.c.sha256, log_segments.c.manifest),
    }
)
"""The SHA-256 of every file that a row needs. A file that no row names is an orphan, and is in no backup."""
