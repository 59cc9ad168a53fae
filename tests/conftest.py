"""What every test can ask for: the data beside the checkout, a PostgreSQL server, a fresh database."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support.api import Api, serving
from tests.support.databases import copy_sqlite, migrated_postgres, migrated_sqlite
from tests.support.postgres import PostgresServer

# How long an example takes says more about the machine's other work than about the code.
hypothesis.settings.register_profile("patient", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("patient")

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """Coroutine tests run on the loop that serves."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Return the checkout."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data(project_root: Path) -> Path:
    """Real votes, prompts and prices, kept beside the checkout and not in it."""
    folder = (project_root / ".." / "shared" / "data").resolve()
    if not folder.is_dir():
        pytest.skip(f"the real data sets are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Yield the session's own PostgreSQL server, started by the first test that asks for it."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file to copy."""
    return migrated_sqlite(tmp_path_factory.mktemp("sqlite") / "template.db")


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """Return the name of a migrated database on ``postgres`` to copy."""
    return migrated_postgres(postgres)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Return a fresh SQLite database of the current schema."""
    return copy_sqlite(sqlite_template, tmp_path)


@pytest.fixture
def postgres_url(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    """Yield a fresh PostgreSQL database of the current schema."""
    name = f"arena_{next(_numbers)}"
    yield postgres.create_database(name, postgres_template)
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return a fresh database of the current schema, on SQLite and then on PostgreSQL."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture(scope="session")
def shared_sqlite_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a database for tests that take back all they do, on SQLite."""
    return copy_sqlite(sqlite_template, tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest) -> str:
    """Return a database for tests that take back all they do.

    Making a fresh one takes PostgreSQL a third of a second.
    """
    if request.param == "sqlite":
        url: str = request.getfixturevalue("shared_sqlite_url")
        return url
    template: str = request.getfixturevalue("postgres_template")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create_database("arena_shared", template)


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """Yield the service on a fresh database, SQLite and then PostgreSQL."""
    with serving(database_url, tmp_path) as served:
        yield served


@pytest.fixture
def sqlite_api(sqlite_url: str, tmp_path: Path) -> Iterator[Api]:
    """Yield the service on SQLite alone, for what no database has a part in."""
    with serving(sqlite_url, tmp_path) as served:
        yield served
