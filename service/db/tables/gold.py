"""The tables of gold pairs, and of how much voters agree."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, Integer, String, Table, UniqueConstraint

from service.db.tables.base import CLUSTERED, metadata, row_id, to

# A good image and a clearly broken one for the same prompt. A pair that was retired is not dealt any more,
# and stays for the votes that were cast on it.
gold_pairs = Table(
    "gold_pairs",
    metadata,
    row_id(),
    to("arenas", "arena_id"),
    to("prompts", "prompt_id"),
    to("images", "image_good"),
    to("images", "image_broken"),
    Column("created_at", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
    UniqueConstraint("arena_id", "image_good", "image_broken"),
)

# How much the voters of an arena agree on each theme, and on all of them together under an empty name, as
# last measured: Krippendorff's alpha with its standard error, both null where it is not defined.
agreements = Table(
    "agreements",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("theme", String(100), primary_key=True),
    Column("measured_at", BigInteger, nullable=False),
    Column("pairs", Integer, nullable=False),
    Column("votes", Integer, nullable=False),
    Column("alpha", Double),
    Column("error", Double),
    Column("gold", Integer, nullable=False),
    Column("gold_right", Integer, nullable=False),
    Column("repeats", Integer, nullable=False),
    Column("repeats_same", Integer, nullable=False),
    **CLUSTERED,
)
