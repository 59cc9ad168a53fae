"""Imports point inwards.

domain <- rating, db, blobs, providers <- arena <- http <- api, web <- server <- app <- cli.

Each folder of ``service/`` holds one kind of knowledge, and a reader who looks for SQL, for arithmetic or
for HTTP must find it in one place. That holds only while nothing reaches across: a route that asks the
database itself skips the recorder and with it the one commit; a rule of the game that knows about HTTP
cannot be used by the importer. Such an import works, so no other test would see it.

The same goes for the libraries: SQLAlchemy stays in ``db``, numpy in ``rating``, FastAPI at the edge, so that
replacing one touches one folder. Imports stand at the top of a module, where a cycle shows at once and a
missing package shows at start, not in the middle of a vote.
"""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

INNER = {"domain", "errors", "logs"}
CORE = INNER | {"settings", "rating", "db", "blobs", "providers"}
DEMO = "service.demo"
DOOR = "service.optional"  # the only module that may name `service.demo`, and imports it where it is there
EDGE = {"arena", "domain", "errors", "logs", "settings"}
# Who may import whom; every part may import itself.
ALLOWED = {
    "client": set[str](),  # stands alone, so that it can be copied into another project
    "errors": set[str](),
    "settings": {"domain"},
    "domain": {"errors"},
    "logs": {"errors"},
    "rating": INNER,
    "db": INNER,
    "blobs": INNER,
    "optional": set[str](),
    "processes": set[str](),
    "starting": set[str](),
    "providers": INNER | {"optional"},
    "arena": CORE | {"processes"},
    "http": EDGE,
    "api": EDGE | {"http"},
    "web": EDGE | {"http"},
    "server": EDGE | {"api"},
    "mcp": {"arena"},  # for the names of languages: it reads an instance over HTTP
    "app": CORE | EDGE | {"http", "api", "web"},
    "demo": CORE | EDGE | {"processes"},
    "cli": CORE | EDGE | {"http", "api", "web", "server", "app", "optional", "mcp", "starting"},
    "__main__": {"cli"},
    "migrations": {"db", "settings"},
}
# The rooms of `service/arena`, the lowest first: a room may import those below it, and no other.
ROOMS: tuple[set[str], ...] = (
    {"access", "tables"},
    {"recording"},
    {"catalog"},
    {"archive", "backups", "images", "boards"},
    {"integrity", "queries"},
    {"votes", "voting", "generations", "models", "imports", "webhooks"},
)
HOMES = {
    "PIL": {"blobs", "demo"},
    "alembic": {"db", "migrations"},
    "asyncpg": {"db"},
    "backports": {"arena", "http"},
    "click": {"cli"},
    "cryptography": {"arena"},
    "fastapi": {"http", "api", "web", "app"},
    "httpx": {"mcp", "providers"},
    "huggingface_hub": {"blobs"},
    "jinja2": {"web"},
    "mcp_types": {"mcp"},
    "numba": {"rating"},
    "numpy": {"rating", "blobs", "demo"},
    "obstore": {"blobs"},
    "opentelemetry": {"api"},
    "prometheus_client": {"api"},
    "python_calamine": {"arena"},
    "ray": {"arena"},
    "resvg_py": {"web"},
    "sqlalchemy": {"db", "migrations"},
    "starlette": {"http", "api", "web", "app"},
    "trueskill": {"rating"},
    "uvicorn": {"server", "cli"},
}
# What only a database of another schema needs, and what takes long to import.
LATER = {"service.db.revising"}
# Of the extras: may be imported where they are needed, and be missing.
OPTIONAL = {"mcp", "huggingface_hub", "numba", "obstore", "opentelemetry", "ray"}


def violations(root: Path) -> list[str]:
    """Return what is wrong with the imports of the modules below ``root/service`` and ``root/migrations``."""
    names = {
        _module_name(path, root): path for part in ("service", "migrations") for path in _files(root / part)
    }
    found: list[str] = []
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        tree = ast.parse(path.read_text())
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        imported = set(_imported(tree, package))
        found += [f"{name} imports {other}" for other in sorted(imported) if not _may(name, other)]
        found += [f"{name} names {DEMO}, which only {DOOR} may" for _ in _named_demo(tree, name)][:1]
        found += [f"{name} imports {other} inside a function" for other in _nested(tree, package)]
        graph[name] = {_nearest(other, names) for other in imported} & names.keys() - {name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found.append(f"cycle: {' -> '.join(error.args[1])}")
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _module_name(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _imported(tree: ast.AST, package: str) -> Iterator[str]:
    """Every imported module or member, in full: ``from service.db import votes`` is ``service.db.votes``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def _nested(tree: ast.AST, package: str) -> Iterator[str]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    for function in functions:
        yield from (
            name for name in _imported(function, package) if _part(name) not in OPTIONAL and name not in LATER
        )


def _named_demo(tree: ast.AST, name: str) -> Iterator[str]:
    """Yield the texts by which a module outside the demo could import it: the program runs without it."""
    if name == DOOR or f"{name}.".startswith(f"{DEMO}."):
        return
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    yield from (text for text in texts if isinstance(text, str) and text.startswith(DEMO))


def _part(name: str) -> str:
    """Return the ring that a module belongs to: ``service.db.votes`` is in ``db``."""
    first, *rest = name.split(".")
    return rest[0] if first == "service" and rest else first


def _room(name: str) -> str | None:
    """Return the room of a use case: ``service.arena.boards.axes`` is in ``boards``."""
    ring, _, rest = name.removeprefix("service.").partition(".")
    room = rest.partition(".")[0]
    return room if ring == "arena" and any(room in rooms for rooms in ROOMS) else None


def _floor(room: str) -> int:
    return next(floor for floor, rooms in enumerate(ROOMS) if room in rooms)


def _may(name: str, other: str) -> bool:
    here, there = _part(name), _part(other)
    room, wanted = _room(name), _room(other)
    if room and wanted and room != wanted:
        return _floor(wanted) < _floor(room)
    if not f"{other}.".startswith(("service.", "migrations.")):
        return here in HOMES.get(there, {here})
    return here == there or there in ALLOWED.get(here, set()) or there == "__version__"


def _nearest(name: str, known: dict[str, Path]) -> str:
    return name if name in known else name.rpartition(".")[0]


@pytest.mark.slow
def test_imports_point_inwards(project_root: Path) -> None:
    assert violations(project_root) == []


def test_every_part_has_a_place(project_root: Path) -> None:
    parts = {_part(_module_name(path, project_root)) for path in _files(project_root / "service")} - {
        "service"
    }
    assert parts <= ALLOWED.keys()


def test_every_room_has_a_place(project_root: Path) -> None:
    folders = {path.parent.name for path in (project_root / "service/arena").glob("*/__init__.py")}
    assert folders == set().union(*ROOMS)


def test_the_check_sees_each_kind_of_violation(tmp_path: Path) -> None:
    modules = {
        "service/__init__.py": "",
        "service/domain/votes.py": "import sqlalchemy as sa\nfrom ..errors import Conflict\n",
        "service/domain/boards.py": "from service.domain import axes\n",
        "service/domain/axes.py": "from service.domain.boards import Board\n",
        "service/rating/fold.py": "import numpy\n\ndef fast():\n    import numba\n",
        "service/rating/slow.py": "def slow():\n    import math\n",
        "service/api/votes.py": "from service.db import votes\nfrom service import web\n",
        "service/db/votes.py": "from sqlalchemy import insert\nimport service.arena.recorder\n",
        "service/arena/votes.py": "if 1:\n    from ..app import build_app\n",
        "service/demo/provider.py": "from service.demo import painters\nimport service.arena.votes\n",
        "service/optional.py": 'PACKAGE = "service.demo"\n',
        "service/providers/vendors.py": "from service import optional\nfrom service.demo import provider\n",
        "service/cli/demo.py": 'import importlib\nimportlib.import_module("service.demo.loading")\n',
        "service/arena/access/keys.py": "from service.arena.boards import axes\n",
        "service/arena/boards/axes.py": "from service.arena.access.keys import create\n",
        "service/arena/models/page.py": "from service.arena.votes import log\n",
        "migrations/env.py": "from service.db import tables\nimport numpy.linalg\n",
    }
    for name, text in modules.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = violations(tmp_path)
    assert sorted(name for name in found if not name.startswith("cycle")) == [
        "migrations.env imports numpy.linalg",
        "service.api.votes imports service.db.votes",
        "service.api.votes imports service.web",
        "service.arena.access.keys imports service.arena.boards.axes",
        "service.arena.models.page imports service.arena.votes.log",
        "service.arena.votes imports service.app.build_app",
        "service.cli.demo names service.demo, which only service.optional may",
        "service.db.votes imports service.arena.recorder",
        "service.domain.votes imports sqlalchemy",
        "service.providers.vendors imports service.demo.provider",
        "service.rating.slow imports math inside a function",
    ]
    assert [name for name in found if name.startswith("cycle: service.")]
