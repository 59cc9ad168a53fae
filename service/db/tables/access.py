"""The tables of who may write: API keys, the audit log, and the first answers by idempotency key."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)

from service.db.tables.base import CLUSTERED, metadata, row_id, to

api_keys = Table(
    "api_keys",
    metadata,
    row_id(),
    Column("name", Text, nullable=False),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("daily_generations", Integer),
    Column("monthly_micros", BigInteger),
)

# Without a key: what the service did by itself.
audit = Table(
    "audit",
    metadata,
    row_id(),
    Column("at", BigInteger, nullable=False),
    to("api_keys", "key_id", nullable=True),
    Column("action", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    to("api_keys", "key_id", key=True),
    Column("name", String(200), primary_key=True),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    **CLUSTERED,
)

# The keys with which the hashes of networks are made, one a day. A key can be used to test which network a
# hash stands for, so it is deleted soon after its day.
network_keys = Table(
    "network_keys",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary(32), nullable=False),
    **CLUSTERED,
)

# Both are empty after PostgreSQL was killed, and on its standbys: they are not logged, as nothing in them is
# older than a minute.
rate_limits = Table(
    "rate_limits",
    metadata,
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("full_at", BigInteger, nullable=False),
    **CLUSTERED,
)

rate_limiters = Table(
    "rate_limiters",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("alone", SmallInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    **CLUSTERED,
)
