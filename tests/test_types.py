"""`Any` is kept where it belongs, because the type checker believes whatever is done with one.

* **Queries return typed rows.** No public function of ``service/db`` takes or returns `Any`: a renamed column
  then fails the type check in every caller, not in production.
* **`Any` stays rare.** It is for JSON and for libraries without types, and ends where they are read.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

# Per thousand lines of service/. To be lowered, never raised.
MOST_ANY = 2.0

Function = ast.FunctionDef | ast.AsyncFunctionDef


def anys(tree: ast.AST) -> int:
    """Return how often the code says `Any`; imports of it do not count."""
    return sum(
        (isinstance(node, ast.Name) and node.id == "Any")
        or (isinstance(node, ast.Attribute) and node.attr == "Any")
        for node in ast.walk(tree)
    )


def public_functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Yield the public functions of a module, and the public methods of its public classes."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    for prefix, body in (("", tree.body), *((f"{node.name}.", node.body) for node in classes)):
        for node in body:
            if isinstance(node, Function) and (not node.name.startswith("_") or node.name.startswith("__")):
                yield f"{prefix}{node.name}", node


def signature_anys(function: Function) -> int:
    """Return how often the parameters and the result of a function are `Any`."""
    return anys(function.args) + (anys(function.returns) if function.returns else 0)


def test_no_any_leaves_the_database(project_root: Path) -> None:
    modules = sorted((project_root / "service" / "db").rglob("*.py"))
    trees = {module: ast.parse(module.read_text()) for module in modules}
    functions = [(module, *found) for module, tree in trees.items() for found in public_functions(tree)]
    assert len(functions) > 100
    assert [f"{module.stem}.{name}" for module, name, node in functions if signature_anys(node)] == []


def test_any_is_rare(project_root: Path) -> None:
    sources = [path.read_text() for path in (project_root / "service").rglob("*.py")]
    lines = sum(len(source.splitlines()) for source in sources)
    # To parse all modules takes a second.
    found = sum(anys(ast.parse(source)) for source in sources if "Any" in source)
    assert 1_000 * found / lines <= MOST_ANY


def test_an_any_is_seen_wherever_it_is() -> None:
    source = """
from typing import Any
def rows(session: Session) -> list[Any]: ...
async def row(*values: dict[str, typing.Any]) -> None: ...
def _own(row: Any) -> int: ...
def sound(row: Row) -> int:
    driver: Any = row
class Query:
    def __call__(self, keys: Any) -> int: ...
    def _run(self, keys: Any) -> Any: ...
class _Query:
    def run(self) -> Any: ...
"""
    tree = ast.parse(source)
    found = {name: signature_anys(node) for name, node in public_functions(tree)}
    assert found == {"rows": 1, "row": 1, "sound": 0, "Query.__call__": 1}
    assert anys(tree) == 8
