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
    UniqueConstraint,
    text,
)

from service.db.tables.base import CLUSTERED, Storage, metadata, to


# Every key starts with the arena, so that each of these tables can be partitioned or sharded by it.
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
    return [Column(name, BigInteger, nullable=False) for name in ("wins", "losses", "ties", "both_bad")]


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
    Column("voided_at", BigInteger),
    Column("void_reason", Text),
    Column("exclusion", SmallInteger),
    PrimaryKeyConstraint("arena_id", "position"),
    CheckConstraint("outcome BETWEEN 1 AND 5", name="outcome"),
    CheckConstraint("model_left <> model_right", name="two_models"),
    CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="voided"),
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

# When the logs of arenas that publish votes with a delay ended where. The votes up to `position` had arrived
# by the time `at`, in microseconds since 1970. A row is deleted once its votes are published.
log_marks = Table(
    "log_marks",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    **CLUSTERED,
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

# The ids that other systems gave to votes. They are apart from the votes, so that old ones can be deleted
# without touching the log. `has_time` is 1 where the sender named the vote's time, and 0 where we set it or
# where the vote is older than this column.
external_ids = Table(
    "external_ids",
    metadata,
    _derived("arena_id"),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("external_id", Text, nullable=False),
    Column("has_time", SmallInteger, nullable=False, server_default="0"),
    UniqueConstraint("arena_id", "external_id"),
    **CLUSTERED,
)

ratings = Table(
    "ratings",
    metadata,
    _derived("arena_id"),
    _derived("axis_id"),
    _derived("model_id"),
    Column("day", Integer, nullable=False),
    Column("mu", Double, nullable=False),
    Column("variance", Double, nullable=False),
    *_counts(),
    CheckConstraint("variance > 0", name="variance"),
    **_updated_in_place(50),
)

# A pair has a row for each prompt category, from which the counts of an axis are added up when they are
# read, and one with `stratum_id` 0 for all categories together (`domain.axes.ALL_CATEGORIES`), because the
# overall axis is read most. A category that counts on no other axis has only the latter.
head_to_head = Table(
    "head_to_head",
    metadata,
    _derived("arena_id"),
    _derived("stratum_id"),
    _derived("model_a"),
    _derived("model_b"),
    Column("wins_a", BigInteger, nullable=False),
    Column("wins_b", BigInteger, nullable=False),
    Column("ties", BigInteger, nullable=False),
    Column("both_bad", BigInteger, nullable=False),
    CheckConstraint("model_a < model_b", name="ordered"),
    **_updated_in_place(80),
)

rating_history = Table(
    "rating_history",
    metadata,
    _derived("arena_id"),
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

# The rows without id and time of each imported file. `hashes` has four bytes for each of them, compressed. It
# is null in what came before this column, and once another file had the same rows and more.
imports = Table(
    "imports",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("votes", BigInteger, nullable=False),
    Column("imported_at", BigInteger, nullable=False),
    Column("hashes", LargeBinary),
    **CLUSTERED,
)
