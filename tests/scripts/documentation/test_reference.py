"""The reference has what the code has: each operation, command, setting, column, metric and problem."""

from __future__ import annotations

import re

from scripts.documentation.reference import PAGES
from service.arena.boards.columns import COLUMNS
from service.errors import ArenaError
from service.settings import PREFIX, Settings
from tests.support.served.api import Api
from tests.support.served.document import DOCUMENT
from tests.support.served.services import sqlite_api
from tests.test_docs_commands import EVERY

__all__ = ["sqlite_api"]


def page(name: str) -> str:
    return PAGES[f"reference/{name}.md"]()


def first_cells(text: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def test_every_operation_and_every_schema() -> None:
    text = page("http")
    headings = re.findall(r"^### (.+)$", text, re.MULTILINE)
    operations = [
        f"{method.upper()} {path}" for path, methods in DOCUMENT["paths"].items() for method in methods
    ]
    assert sorted(headings) == sorted([*operations, *DOCUMENT["components"]["schemas"]])
    assert "[VotesIn](#votesin) as `application/json`" in text
    assert "| `limit` | query | integer |" in text


def test_every_command_with_its_options() -> None:
    text = page("commands")
    assert re.findall(r"^## (arena .+)$", text, re.MULTILINE) == list(EVERY)
    for name, command in EVERY.items():
        section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert all(option in section for param in command.params for option in param.opts if option[0] == "-")
        assert "Example" in section
        assert "\n    " not in section  # which would be code


def test_every_setting_with_its_default() -> None:
    text = page("settings")
    assert first_cells(text) == [PREFIX + name.upper() for name in sorted(Settings.model_fields)]
    assert "| `ARENA_PUBLIC_READS` | `true` |" in text


def test_every_column() -> None:
    assert {column.name for column in COLUMNS} <= {*first_cells(page("columns")), "currency"}


def test_a_table_has_no_column_that_is_empty() -> None:
    for name in ("columns", "http"):
        tables = re.findall(r"^\| .* \| Meaning \|\n\| [-| ]+\|\n((?:\|.*\n)+)", page(name), re.MULTILINE)
        for table in tables:
            assert any(not row.endswith("|  |") for row in table.splitlines()), (name, table)
    assert "## OpenAI\n" in page("http")


def test_every_problem() -> None:
    kinds = [ArenaError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    text = page("problems")
    assert len(re.findall(r"^\| \d", text, re.MULTILINE)) == len(kinds)
    assert all(f"| {kind.status} | `{kind.code}` | {kind.title} |" in text for kind in kinds)


def test_every_metric_of_a_server(sqlite_api: Api) -> None:
    families = re.findall(r"^# HELP (arena_\w+) (.+)$", sqlite_api.get("/metrics").text, re.MULTILINE)
    rows = dict(re.findall(r"^\| `(arena_\w+)` \| \w+ \| [^|]*\| (.+) \|$", page("metrics"), re.MULTILINE))
    assert len(families) > 10
    assert {(name.removesuffix("_total"), words) for name, words in families} <= set(rows.items())
