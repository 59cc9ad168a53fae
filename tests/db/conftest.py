"""Fixtures of the database's tests: the same database through a pooler."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.support.db.pgbouncer import MODES, Mode, PgBouncer
from tests.support.db.postgres import PostgresServer


@pytest.fixture(params=MODES)
def pgbouncer(request: pytest.FixtureRequest, postgres: PostgresServer) -> Iterator[PgBouncer]:
    """Yield a pooler in front of ``postgres``, in session mode and then in transaction mode."""
    with PgBouncer(postgres, request.param) as pooler:
        yield pooler


@pytest.fixture
def pooled_url(postgres_url: str, pgbouncer: PgBouncer) -> str:
    """Return a fresh database behind the pooler."""
    return pgbouncer.url(postgres_url)


@pytest.fixture
def transaction_pooler(postgres: PostgresServer) -> Iterator[PgBouncer]:
    """Yield a pooler in transaction mode with so few connections that clients soon share one."""
    with PgBouncer(postgres, "transaction", pool_size=2) as pooler:
        yield pooler


@pytest.fixture(params=[None, *MODES])
def way_url(request: pytest.FixtureRequest, postgres: PostgresServer, postgres_url: str) -> Iterator[str]:
    """Yield a fresh database reached directly, and then through a pooler in each mode."""
    mode: Mode | None = request.param
    with ExitStack() as stack:
        yield stack.enter_context(PgBouncer(postgres, mode)).url(postgres_url) if mode else postgres_url
