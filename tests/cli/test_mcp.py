"""``arena mcp``: what it refuses before it starts; that it serves is tested with the server."""

from __future__ import annotations

import sys
from unittest.mock import patch

from tests.support.db.databases import on_sqlite
from tests.support.processes.commands import Commands


@on_sqlite
def test_a_key_is_named_by_its_variable(arena: Commands) -> None:
    done = arena("mcp", "--key-variable", "NO_SUCH_KEY")
    assert done.code == 2
    assert "NO_SUCH_KEY is not set" in done.errors


@on_sqlite
def test_a_key_is_not_lent_to_everyone(arena: Commands) -> None:
    for host in ("0.0.0.0", "arena.example", "127.0.0.2"):  # noqa: S104 - that is what is refused
        done = arena("mcp", "--http", "--host", host, "--key-variable", "READ_KEY", READ_KEY="x")
        assert done.code == 2
        assert "everyone" in done.errors


@on_sqlite
def test_without_the_extra_it_says_how_to_get_it(arena: Commands) -> None:
    hidden = dict.fromkeys(name for name in sys.modules if name.startswith(("mcp", "service.mcp")))
    with patch.dict(sys.modules, {**hidden, "mcp": None}):
        for name in hidden:
            if name.startswith("service.mcp"):
                del sys.modules[name]
        done = arena("mcp")
    assert done.code == 1
    assert "pip install 'arena-service[mcp]'" in done.errors
