"""Which tests run, and what every test can ask for: shared data, a PostgreSQL server, a fresh database.

Every run imports this file, so it imports nothing that only some tests need.
"""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.db.databases import copy_sqlite, migrated_postgres, migrated_sqlite
from tests.support.db.disk import disk_not_awaited
from tests.support.db.fresh_databases import FreshDatabases
from tests.support.db.postgres import PostgresServer
from tests.support.db.statements import share_statements
from tests.support.runs.effort import Efforts
from tests.support.runs.once import share_in
from tests.support.runs.selection import (
    FEW_FILES,
    files_of,
    has_quick_tests,
    has_slow_tests,
    is_quick,
    matching_files,
)

# Plugins that take up to two seconds to import, and the word in a test file that asks for them.
PLUGINS = {"hypothesis": "tests.support.runs.patience", "schemathesis": "schemathesis.pytest.plugin"}
KILLS_SECONDS = 1_800
EXIT_SECONDS = 600

_files = pytest.StashKey[set[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that choose between quick and slow tests."""
    group = parser.getgroup("arena", "which of the arena's tests run")
    group.addoption("--quick", action="store_true", help="Leave out PostgreSQL, the browser and kills.")
    group.addoption("--rest", action="store_true", help="Run only what --quick leaves out.")


def pytest_configure(config: pytest.Config) -> None:
    """Take PostgreSQL and the browser away from quick tests, so that one that lacks its mark fails.

    By default the garbage collector looks after each 700 new objects, which takes a twentieth of all time.
    """
    gc.set_threshold(50_000, 20, 20)
    if config.option.quick:
        os.environ |= {"TEST_POSTGRES_BINDIR": "left out by --quick", "TEST_CHROMIUM": "left out by --quick"}
        whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.keyword
        config.pluginmanager.register(Efforts(judged=whole))


def _matching(config: pytest.Config) -> set[str]:
    """Return the files to read; pytest asks before and after it is configured."""
    if _files not in config.stash:
        texts = files_of(config.invocation_params.dir, config.args)
        if config.option.quick != config.option.rest:
            can_hold = has_quick_tests if config.option.quick else has_slow_tests
            texts = {path: text for path, text in texts.items() if can_hold(text)}
        config.stash[_files] = matching_files(texts, config.option.keyword)
    return config.stash[_files]


def pytest_report_header(config: pytest.Config) -> str:
    """Say how many files were read, because a word that only stands in a parameter is not found."""
    return f"test files that can match: {len(_matching(config))}"


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> Generator[None, int, int]:
    """Use this process alone for a few files, and else three for two cores, because tests also wait."""
    cores = yield
    return 0 if len(_matching(config)) <= FEW_FILES else cores + cores // 2


def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Let workers take minutes to end: if killed, after ten seconds, they have not written their coverage."""
    session = config.pluginmanager.get_plugin("dsession")
    assert session is not None
    session.nodemanager.EXIT_TIMEOUT = EXIT_SECONDS


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave alone the files without a matching test, and folders that only hold such files."""
    files, path = _matching(config), str(collection_path)
    if collection_path.is_dir():
        return None if any(file.startswith(f"{path}/") for file in files) else True
    return None if path in files else True


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Load the plugins that a test file uses, before it is imported."""
    text = module_path.read_text()
    for word, plugin in PLUGINS.items():
        if word in text:
            parent.config.pluginmanager.import_plugin(plugin)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their place: those of a packed file have the time in them, and workers must agree."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose between quick and slow tests, and give tests with many restarts more time and a start ahead.

    Anyone who begins the longest test last lets all others wait for it.
    """
    quick, rest = config.option.quick, config.option.rest
    if quick != rest:
        config.hook.pytest_deselected(items=[item for item in items if is_quick(item) != quick])
        items[:] = [item for item in items if is_quick(item) == quick]
    for item in items:
        if item.get_closest_marker("kills"):
            item.add_marker(pytest.mark.timeout(KILLS_SECONDS))
    items.sort(key=lambda item: item.get_closest_marker("kills") is None)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking at everything that was imported again and again."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _shared_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile statements and templates once, make the copies of a picture once, and wait for no disk.

    What no test has imported by now is left alone: NumPy, Pillow and Jinja take longer than a small test.
    """
    share_in(tmp_path_factory.getbasetemp())
    share_statements()
    with ExitStack() as shared:
        shared.enter_context(disk_not_awaited())
        if "service.arena.images.images" in sys.modules:
            from tests.support.images.shared_pictures import pictures_shared  # noqa: PLC0415 - see above

            shared.enter_context(pictures_shared())
        if "service.web.rendering" in sys.modules:
            from tests.support.pages.shared_templates import templates_shared  # noqa: PLC0415 - see above

            shared.enter_context(templates_shared())
        yield


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
def vote_cases(project_root: Path) -> Path:
    """Small files of votes as other tools write them, kept beside the checkout and not in it."""
    folder = (project_root / ".." / "shared" / "cases" / "votes").resolve()
    if not folder.is_dir():
        pytest.skip(f"the cases of files of votes are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Yield the session's own PostgreSQL server, started by the first test that asks for it.

    No test cuts the power, and waiting for the disk would take more time than the tests do.
    """
    with PostgresServer(fsync=False) as server:
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


@pytest.fixture(scope="session")
def fresh_databases(postgres: PostgresServer, postgres_template: str) -> FreshDatabases:
    """Return the databases on ``postgres`` that tests take and give back."""
    return FreshDatabases(postgres, postgres_template)


@pytest.fixture
def postgres_url(postgres: PostgresServer, fresh_databases: FreshDatabases) -> Iterator[str]:
    """Yield a fresh PostgreSQL database of the current schema."""
    name = fresh_databases.take()
    yield postgres.url(name)
    fresh_databases.give_back(name)


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
