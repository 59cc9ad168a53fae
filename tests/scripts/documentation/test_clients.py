"""The page of the clients has what their code offers."""

from __future__ import annotations

from pathlib import Path

from scripts.documentation.reference import clients

PACKAGE = {
    "__init__.py": '__all__ = ["Client", "Board"]\n',
    "client.py": '''
class Client:
    """A client."""

    def leaderboard(self, arena: str, *, at: int | None = None) -> "Board":
        """Return a leaderboard."""

    def _send(self) -> None: ...

class Hidden: ...
''',
    "shapes.py": 'class Board:\n    """A board."""\n    position: int\n',
}
MODULE = """
export class ArenaClient {
  readonly #key: string;

  constructor({ key }: Options) {
    this.#key = key;
  }

  /** The leaderboard
   * of an arena. */
  leaderboard(arena: string): Promise<Leaderboard> {
    return this.call("get");
  }

  async *votes(arena: string): AsyncGenerator<Vote> {
    yield* [];
  }
}
"""


def test_a_package_in_python(tmp_path: Path) -> None:
    package = tmp_path / "arena_client"
    package.mkdir()
    for name, text in PACKAGE.items():
        (package / name).write_text(text)
    page = clients.python_api(package)
    assert "### arena_client.Client\n\nA client.\n" in page
    assert "| `leaderboard(arena: str, *, at: int | None=None)` | Return a leaderboard. |" in page.replace(
        "\\", ""
    )
    assert "| `position` | `int` |" in page
    assert "_send" not in page
    assert "Hidden" not in page


def test_a_module_in_typescript() -> None:
    page = clients.typescript_api(MODULE)
    assert "| `leaderboard(arena: string): Promise<Leaderboard>` | The leaderboard of an arena. |" in page
    assert "| `async *votes(arena: string): AsyncGenerator<Vote>` |" in page
    assert "constructor" not in page


def test_their_own_pages_are_sections(tmp_path: Path) -> None:
    folder = tmp_path / "python"
    folder.mkdir()
    (folder / "README.md").write_text(
        "# arena-client\n\n## Ask\n\n[code](src/a.py)\n\n```sh\n# no heading\n```\n"
    )
    page = clients._section(folder)
    assert page.startswith("## Python: arena-client\n\n### Ask\n\n[code](../../clients/python/src/a.py)")
    assert "\n# no heading\n" in page


def test_every_client_of_the_repository_is_there(project_root: Path) -> None:
    page = clients.render()
    for folder in (project_root / "clients").glob("*/"):
        assert f"\n## {folder.name.capitalize()}: " in page
