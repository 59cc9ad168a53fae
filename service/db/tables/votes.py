"""The tables of the vote log and of what the fold makes from it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)

from service.db.tables.base import CLUSTERED, Storage, metadata, to


def _derived(name: str) -> Column[int]:
    """Return a key column of a table that the fold fills.

    It has no foreign key. The log's own keys are checked, and checking these too would add a fifth to the
    cost of a vote on PostgreSQL.
    """
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _updated_in_place(percent: int) -> Storage:
    """Return options that fill PostgreSQL's pages to this percentage: a changed row stays on its page."""
    return {**CLUSTERED, "postgresql_with": {"fillfactor": percent}}


def _counts() -> list[Column[int]]:
    return [Column(name, Integer, nullable=False) for name in ("wins", "losses", "ties", "both_bad")]


# Wide columns come first because PostgreSQL aligns each column to its size. The key starts with the arena
# and the position, so new rows always go to the end of their arena's part of the index.
votes = Table(
    "votes",
    metadata,
    Column("position", BigInteger, nullable=False),
    Column("voted_at", BigInteger, nullable=False),
    Column("voter", BigInteger),
    to("arenas", "arena_id"),
    to("models", "model_left"),
    to("models", "model_right"),
    to("strata", "stratum_id"),
    to("prompts", "prompt_id", nullable=True),
    Column("outcome", SmallInteger, nullable=False),
    Column("external_id", Text),
    Column("voided_at", BigInteger),
    Column("void_reason", Text),
    Column("exclusion", SmallInteger),
    PrimaryKeyConstraint("arena_id", "position"),
    CheckConstraint("outcome BETWEEN 1 AND 4", name="outcome"),
    CheckConstraint("model_left <> model_right", name="two_models"),
    CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="voided"),
    Index(
        "uq_votes_arena_id_external_id",
        "arena_id",
        "external_id",
        unique=True,
        sqlite_where=text("external_id IS NOT NULL"),
        postgresql_where=text("external_id IS NOT NULL"),
    ),
    Index(
        "ix_votes_excluded",
        "arena_id",
        "voted_at",
        "exclusion",
        sqlite_where=text("exclusion IS NOT NULL"),
        postgresql_where=text("exclusion IS NOT NULL"),
    ),
    **CLUSTERED,
)

# The end of each arena's log. It is not a column of `arenas`: appending locks this row, and the fold, which
# changes `arenas`, must not wait for that.
log_ends = Table(
    "log_ends",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("position", BigInteger, nullable=False),
    **_updated_in_place(10),
)

# Who folds an arena's log on PostgreSQL, and until when. Times are the database's, in microseconds since
# 1970. An arena without an owner has the time 0.
fold_leases = Table(
    "fold_leases",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("owner", BigInteger),
    Column("epoch", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    **_updated_in_place(10),
)

fold_workers = Table(
    "fold_workers",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", BigInteger, nullable=False),
    **_updated_in_place(10),
)

ratings = Table(
    "ratings",
    metadata,
    _derived("axis_id"),
    _derived("model_id"),
    Column("mu", Double, nullable=False),
    Column("variance", Double, nullable=False),
    *_counts(),
    Column("day", Integer, nullable=False),
    CheckConstraint("variance > 0", name="variance"),
    **_updated_in_place(50),
)

# The key starts with the pair: a vote changes one pair on several axes, and those rows then share a page.
head_to_head = Table(
    "head_to_head",
    metadata,
    _derived("model_a"),
    _derived("model_b"),
    _derived("axis_id"),
    Column("wins_a", Integer, nullable=False),
    Column("wins_b", Integer, nullable=False),
    Column("ties", Integer, nullable=False),
    Column("both_bad", Integer, nullable=False),
    CheckConstraint("model_a < model_b", name="ordered"),
    **_updated_in_place(80),
)

rating_history = Table(
    "rating_history",
    metadata,
    _derived("axis_id"),
    _derived("model_id"),
    Column("day", Integer, primary_key=True),
    Column("mu", Double, nullable=False),
    Column("variance", Double, nullable=False),
    *_counts(),
    **CLUSTERED,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("day", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
    **CLUSTERED,
)

imports = Table(
    "imports",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("votes", Integer, nullable=False),
    Column("imported_at", BigInteger, nullable=False),
    **CLUSTERED,
)
