"""Laws of the house that no linter knows, each with its reason.

* **No module over 400 lines.** Services that say nothing about it end with files of four thousand, in which
  nobody finds anything. A full module is split by noun.
* **No folder over 25 modules.** A reader takes in a room at a glance; a fuller one is divided by noun.
* **A module's test is at the mirrored path.** ``service/arena/recording/recorder.py`` is tested by
  ``tests/arena/recording/test_recorder.py``: changing one leads to the other, and a missing test shows.
* **Nothing is there for nobody.** What only tests call, or nothing at all, is deleted.
* **One commit.** A vote is in the log, folded and on the board in one transaction, or nowhere. That can be
  read off the code only while a single line commits, and while no other module opens a transaction that
  would commit at its end. Statements that are their own transactions are run in two places.
"""

import ast
import re
from collections import Counter
from pathlib import Path

MOST_LINES = 400
MOST_MODULES = 25
MIRRORED = 0.95
THE_COMMIT = "service/db/engine.py"
# An append without anything else to write, and a part of a fold: docs/decisions/0067-one-statement.md.
WITHOUT_TRANSACTION = {"service/arena/recording/recorder.py", "service/arena/recording/fold_work.py"}
# Tested elsewhere, with the reason.
NOT_MIRRORED: dict[str, str] = {}


def modules(root: Path, *folders: str) -> list[str]:
    """Return the paths of all Python modules in the folders, relative to the root."""
    return sorted(str(path.relative_to(root)) for folder in folders for path in (root / folder).rglob("*.py"))


def calls(source: str, *names: str) -> list[int]:
    """Return the lines that call a function or method of one of the names."""
    if not any(name in source for name in names):
        return []  # to parse all modules takes a second
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return sorted(
        call.lineno
        for call in found
        if (isinstance(call.func, ast.Attribute) and call.func.attr in names)
        or (isinstance(call.func, ast.Name) and call.func.id in names)
    )


def mirror(module: str) -> str:
    """Return where the test of a module stands."""
    path = Path(module).relative_to("service")
    return str(Path("tests") / path.parent / f"test_{path.name}")


def test_no_module_is_too_long(project_root: Path) -> None:
    lengths = {
        name: len((project_root / name).read_text().splitlines())
        for name in modules(project_root, "service", "migrations", "scripts", "tests")
    }
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_folder_is_too_full(project_root: Path) -> None:
    counts = Counter(
        str(Path(name).parent) for name in modules(project_root, "service", "scripts", "tests/support")
    )
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES} == {}


def test_modules_have_a_test_at_the_mirrored_path(project_root: Path) -> None:
    service = [name for name in modules(project_root, "service") if not name.endswith("__init__.py")]
    missing = [name for name in service if not (project_root / mirror(name)).is_file()]
    unexplained = [name for name in missing if name not in NOT_MIRRORED]
    assert unexplained == []
    assert len(missing) <= (1 - MIRRORED) * len(service)


def test_exceptions_are_still_needed(project_root: Path) -> None:
    for module in NOT_MIRRORED:
        assert (project_root / module).is_file()
        assert not (project_root / mirror(module)).is_file()


# Called by a library, by its name for it.
CALLED_FROM_OUTSIDE = {"format_commands", "on_start"}


def defined(source: str) -> set[str]:
    """Return the functions and classes of a module that nothing registers where they are."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds))
    return {node.name for node in nodes if not node.decorator_list and not node.name.startswith("__")}


def test_the_program_uses_what_it_defines(project_root: Path) -> None:
    folders = ("service", "migrations", "scripts")
    sources = {name: (project_root / name).read_text() for name in modules(project_root, *folders)}
    pages = [path.read_text() for path in (project_root / "service/web/templates").rglob("*.html")]
    words = Counter(
        word for text in [*sources.values(), *pages] for word in re.findall(r"[A-Za-z_]\w*", text)
    )
    names = {name for path, text in sources.items() if path.startswith("service") for name in defined(text)}
    assert {name for name in names if words[name] == 1} == CALLED_FROM_OUTSIDE


def test_the_program_commits_in_one_place(project_root: Path) -> None:
    sources = {name: (project_root / name).read_text() for name in modules(project_root, "service")}
    found = {name: len(calls(source, "commit")) for name, source in sources.items()}
    assert {name: count for name, count in found.items() if count} == {THE_COMMIT: 1}
    openers = {name for name, source in sources.items() if calls(source, "begin", "transaction")}
    assert openers <= {THE_COMMIT}
    assert {name for name, source in sources.items() if calls(source, "write_apart")} == WITHOUT_TRANSACTION


def test_a_call_is_seen_in_any_dress() -> None:
    source = "await session.commit()\ncommit()\nx = connection.begin().commit()\n# commit()\n"
    assert calls(source, "commit") == [1, 2, 3]


def test_mirrored_paths() -> None:
    assert mirror("service/arena/recording/recorder.py") == "tests/arena/recording/test_recorder.py"
    assert mirror("service/errors.py") == "tests/test_errors.py"
