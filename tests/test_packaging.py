"""The wheel: one package with all it needs, and a program that runs without the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.support.pages.documentation import build_once

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Return what a command prints; fail with its output where it fails."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this checkout, with its documentation."""
    folder = tmp_path_factory.mktemp("wheel")
    build_once()
    run("-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=project_root)
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_one_package_with_types_and_migrations(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"service"}
    assert {"service/py.typed", "service/migrations/env.py"} <= names
    assert any(name.startswith("service/migrations/versions/2026_") for name in names)
    assert {"service/web/site/index.html", "service/web/site/faq.md"} <= names


def test_its_description_leads_nowhere_an_index_cannot_go(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_bytes(archive.read(name))
    description = metadata.get_payload()
    assert isinstance(description, str)
    assert description.startswith("# Arena service")
    links = re.findall(r"\]\(([^)]*)\)", description)
    assert [link for link in links if not link.startswith("https://")] == []


def test_an_installed_program_migrates_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    # In front of this environment's packages, and so in front of the checkout that it points to.
    site = tmp_path / "site"
    options = ("--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--quiet")
    run("-m", "pip", "install", *options, "--target", site, wheel, cwd=tmp_path)
    arena, path = site / "bin" / "arena", {"PYTHONPATH": str(site)}
    assert run(arena, "--version", cwd=tmp_path, **path).startswith("arena, version ")
    where = "import service.db.schema_versions as m; print(m.__file__, m.FOLDER)"
    places = run("-c", where, cwd=tmp_path, **path).split()
    assert places == [str(site / "service/db/schema_versions.py"), str(site / "service/migrations")]
    database = f"sqlite:///{tmp_path / 'arena.db'}"
    run(arena, "migrate", cwd=tmp_path, ARENA_DATABASE_URL=database, **path)
    assert (tmp_path / "arena.db").stat().st_size > 0
