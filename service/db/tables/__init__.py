"""The tables, as the migrations leave them, in one module for each noun. Every constraint has a name.

Times are microseconds since 1970 (UTC) and days are days since 1970, as integers: the same on both
databases, exact, and small. Money is millionths of a currency unit.

Import a table from its module. Importing this package makes ``metadata`` know them all.
"""

from service.db.tables import (
    access,
    catalog,
    flags,
    generations,
    gold,
    rankings,
    refits,
    segments,
    stores,
    votes,
    voting,
    webhooks,
)
from service.db.tables.base import metadata

__all__ = [
    "access",
    "catalog",
    "flags",
    "generations",
    "gold",
    "metadata",
    "rankings",
    "refits",
    "segments",
    "stores",
    "votes",
    "voting",
    "webhooks",
]
