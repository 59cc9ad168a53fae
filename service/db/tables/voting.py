"""The tables of voting by people: images and matchups."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from service.db.tables.base import CLUSTERED, metadata, row_id, to

# SQLite stores a row under its number only where the column is called INTEGER.
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

# `sha256` is the hash of the original, which stays private. Voters get `copy`, which keeps the image's shape,
# or `square` when the two images of a matchup have different shapes. Before the vote, they get `blind` or
# `blind_square` instead, and on small screens `blind_small` or `blind_small_square`, which older versions did
# not make.
images = Table(
    "images",
    metadata,
    row_id(),
    to("arenas", "arena_id"),
    to("prompts", "prompt_id"),
    to("models", "model_id"),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("format", String(4), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("box", String(5), nullable=False),
    Column("copy", LargeBinary(32), nullable=False),
    Column("square", LargeBinary(32), nullable=False),
    Column("origin", String(9), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("withdrawn_at", BigInteger),
    Column("withdrawn_reason", Text),
    Column("blind", LargeBinary(32)),
    Column("blind_square", LargeBinary(32)),
    Column("blind_small", LargeBinary(32)),
    Column("blind_small_square", LargeBinary(32)),
    UniqueConstraint("prompt_id", "model_id", "sha256"),
    CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn"),
    Index(None, "arena_id", "id"),
    Index(None, "model_id"),
    Index(None, "copy"),
    Index(
        "ix_images_without_variants",
        "id",
        sqlite_where=text("blind_small IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=text("blind_small IS NULL AND withdrawn_at IS NULL"),
    ),
)

# What pages show of a public copy, by the copy's hash: the hashes of its renditions, of all or none.
renditions = Table(
    "renditions",
    metadata,
    Column("copy", LargeBinary(32), primary_key=True),
    Column("small", LargeBinary(32), nullable=False),
    Column("medium", LargeBinary(32), nullable=False),
    Column("large", LargeBinary(32), nullable=False),
    **CLUSTERED,
)

# How many of the images that are dealt a program recognizes by comparing them with the public examples, as
# last measured: the share that it is sure of and the share of these that are right.
likeness = Table(
    "likeness",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("measured_at", BigInteger, nullable=False),
    Column("images", Integer, nullable=False),
    Column("examples", Integer, nullable=False),
    Column("recognized", Double, nullable=False),
    Column("correct", Double, nullable=False),
)

# Only the arena has a foreign key: the other ids come from rows that are never deleted, and each check would
# cost a lookup. `state` and `slot` are those of service.domain.matchups. `gold` is the number of a gold pair.
matchups = Table(
    "matchups",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("dealt_at", BigInteger, nullable=False),
    Column("probability", Double, nullable=False),
    Column("voter", BigInteger),
    Column("address", BigInteger),
    Column("closed_at", BigInteger),
    Column("position", BigInteger),
    to("arenas", "arena_id"),
    Column("prompt_id", Integer, nullable=False),
    Column("image_left", Integer, nullable=False),
    Column("image_right", Integer, nullable=False),
    Column("model_left", Integer, nullable=False),
    Column("model_right", Integer, nullable=False),
    Column("response_ms", Integer),
    Column("slot", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("shown_at", BigInteger),
    Column("reveal", LargeBinary),
    Column("gold", Integer),
    Column("key_id", Integer),
    CheckConstraint("state BETWEEN 1 AND 4", name="state"),
    CheckConstraint("slot BETWEEN 0 AND 2", name="slot"),
    CheckConstraint("(state = 1) = (closed_at IS NULL)", name="closed"),
    CheckConstraint("(state = 2) = (position IS NOT NULL)", name="voted"),
    CheckConstraint("model_left <> model_right", name="two_models"),
    Index(
        "uq_matchups_open",
        "arena_id",
        "voter",
        "slot",
        unique=True,
        sqlite_where=text("state = 1"),
        postgresql_where=text("state = 1"),
    ),
    Index(
        "uq_matchups_position",
        "arena_id",
        "position",
        unique=True,
        sqlite_where=text("position IS NOT NULL"),
        postgresql_where=text("position IS NOT NULL"),
    ),
    Index(None, "voter", "prompt_id"),
    Index(
        "ix_matchups_key",
        "key_id",
        "dealt_at",
        sqlite_where=text("key_id IS NOT NULL"),
        postgresql_where=text("key_id IS NOT NULL"),
    ),
    postgresql_with={"fillfactor": 80},
)

# How many matchups without a vote were removed after the retention period, by the day (UTC) on which they
# were closed: the ledger counts them all the same.
removed_matchups = Table(
    "removed_matchups",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("state", SmallInteger, primary_key=True, autoincrement=False),
    Column("total", BigInteger, nullable=False),
    **CLUSTERED,
)

# How far the matchups have expired: all up to the number `matchup`, in so many steps. No number that they
# removed or changed is above `highest`.
retention = Table(
    "retention",
    metadata,
    row_id(),
    Column("matchup", BigInteger, nullable=False),
    Column("highest", BigInteger, nullable=False),
    Column("steps", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

# How much voters and networks did in a day or an hour, for the limits on what counts. `kind` is one of
# service.domain.limits.turnouts, and `subject` the keyed hash of a voter, or that of a network under the key
# of the day. Rows are deleted after two days.
turnouts = Table(
    "turnouts",
    metadata,
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),
    to("arenas", "arena_id", key=True),
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    Column("total", Integer, nullable=False),
    Column("counted", Integer, nullable=False),
    Column("overflow", Integer, nullable=False),
    **CLUSTERED,
)
