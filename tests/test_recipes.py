"""The recipes for spreadsheets, charts, dbt and notebooks, tried as far as their tools can be had here."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.support.db.databases import copy_sqlite
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, serving

STATED = "https://arena.example.com"
RECIPES = {"dbt", "excel", "google-sheets", "observable", "vega-lite"}
SHEETS_LIMIT = 10_000_000  # cells of a sheet


@pytest.fixture(scope="module")
def served(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, project_root: Path
) -> Iterator[Api]:
    """Yield the service with the votes of the tutorials."""
    folder = tmp_path_factory.mktemp("recipes")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        api.made("/api/v1/arenas", slug="demo", name="Demo")
        rows = list(csv.DictReader(io.StringIO((project_root / "docs/tutorials/votes.csv").read_text())))
        for model in {row["model_left"] for row in rows}:
            api.made("/api/v1/models", slug=model, name=model)
        votes = [{**row, "themes": [row["themes"]]} for row in rows]
        body = {"votes": votes}
        assert api.post("/api/v1/arenas/demo/votes", body, "votes").json()["accepted"] == len(rows)
        # A server looks a moment later at what the votes share, and rank ranges rest on that.
        path = "/api/v1/arenas/demo/leaderboard"
        wait_until(lambda: api.get(path).json()["interval"]["position"], "the intervals")
        yield api


def text_of(project_root: Path, name: str) -> str:
    return (project_root / "docs/recipes" / f"{name}.md").read_text()


def blocks(text: str, language: str) -> list[str]:
    """Return the blocks of a document in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def rows_at(api: Api, address: str) -> list[list[str]]:
    """Return a table as a program reads it that knows nothing but CSV."""
    answer = api.client.get(address.removeprefix(STATED).replace("tutorial", "demo"))
    assert answer.status_code == 200, address
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8"))))


def test_every_recipe_is_in_the_list_and_tried(project_root: Path) -> None:
    names = {path.stem for path in (project_root / "docs/recipes").glob("*.md")} - {"README"}
    assert names == RECIPES
    assert all(f"({name}.md)" in text_of(project_root, "README") for name in names)


def test_every_address_of_a_recipe_answers_without_a_key(served: Api, project_root: Path) -> None:
    tried = set()
    for name in RECIPES:
        for address in re.findall(rf"{STATED}(/api/[^\s\"'{{}}]+)", text_of(project_root, name)):
            if not address.endswith(("/events", "=", "/")):
                answer = served.client.get(address.rstrip("`"), headers={"Authorization": ""})
                tried.add((address, answer.status_code))
    assert len(tried) >= 3
    assert {status for _, status in tried} == {200}


def test_google_sheets_gets_the_columns_that_its_query_names(served: Api, project_root: Path) -> None:
    text = text_of(project_root, "google-sheets")
    formulas = [block for block in blocks(text, "text") if "IMPORTDATA" in block]
    addresses = [re.findall(r"IMPORTDATA\(\"([^\"]+)", formula)[0] for formula in formulas]
    assert len(addresses) == 4
    table = rows_at(served, addresses[0])
    assert len(table) * len(table[0]) < SHEETS_LIMIT
    named = re.findall(r"`Col(\d+)` (?:is )?the (?:number of )?(\w+)", text)
    assert {name: table[0][int(column) - 1] for column, name in named} == {
        name: name for name in ("rank", "model", "score", "votes")
    }
    assert float(table[1][8]) > 0
    theme = rows_at(served, addresses[2] + "typography")
    assert theme[0] == table[0]
    assert theme[1:] != table[1:]


def test_power_query_names_columns_of_their_types(served: Api, project_root: Path) -> None:
    (query, with_key) = blocks(text_of(project_root, "excel"), "powerquery")
    (address,) = re.findall(r'Address = "([^"]+)"', query)
    types = dict(re.findall(r'\{"(\w+)", ((?:type )?[\w.]+)\}', query))
    assert len(types) == 9
    head, *rows = rows_at(served, address)
    assert set(types) <= set(head)
    for name, kind in types.items():
        cells = [row[head.index(name)] for row in rows if row[head.index(name)]]
        readers = {"Int64.Type": int, "type number": float, "Percentage.Type": float, "type text": str}
        assert [readers[kind](cell) for cell in cells] or name == "price"
    opened = served.get("/api/v1/arenas/demo/leaderboard", format="csv", excel="true")
    assert opened.content.startswith(codecs.BOM_UTF8)
    for text in (query, with_key):  # each call is closed
        assert all(text.count(left) == text.count(right) for left, right in ("()", "[]", "{}"))


def test_the_fields_of_the_charts_are_those_of_the_leaderboard(served: Api, project_root: Path) -> None:
    (row, *_) = served.get("/api/v1/arenas/demo/leaderboard").json()["rows"]
    observable = "".join(blocks(text_of(project_root, "observable"), "js"))
    fields = set(re.findall(r'(?:y|x|x1|x2): "(\w+)"', observable)) - {"x2"}
    assert fields == {"name", "bt_low", "bt_high", "bt_rating"}
    (page,) = blocks(text_of(project_root, "vega-lite"), "html")
    assert fields | set(re.findall(r'field: "(\w+)"', page)) <= set(row)


def test_the_sql_of_the_dbt_model_runs(served: Api, project_root: Path) -> None:
    text = text_of(project_root, "dbt")
    (sources, *_) = [block for block in blocks(text, "yaml") if "external_location" in block]
    (address,) = re.findall(r"read_csv\('([^']+)'\)", sources)
    tables = re.findall(r"- name: (\w+)", sources)[1:]
    assert tables == ["leaderboard", "votes"]
    frames = {}
    for name in tables:
        content = served.client.get(address.replace("{name}", name).removeprefix(STATED)).content
        frames[name] = pl.read_csv(content, infer_schema_length=None)
    (sql,) = blocks(text, "sql")
    query = re.sub(r"\{\{ source\('arena', '(\w+)'\) \}\}", r"\1", sql)
    result = pl.SQLContext(leaderboard=frames["leaderboard"]).execute(query, eager=True)
    assert result.columns == ["model", "votes", "wins", "won_when_decided"]
    assert result["model"].is_unique().all()
    assert result["won_when_decided"].is_sorted(descending=True)


def test_the_dbt_recipe_names_the_views_of_the_contract(project_root: Path) -> None:
    sources = blocks(text_of(project_root, "dbt"), "yaml")[-1]
    contract = re.findall(r"^## `(\w+)`", (project_root / "docs/sql.md").read_text(), re.MULTILINE)
    assert re.findall(r"- name: (\w+)", sources)[1:] == contract


def test_every_cell_of_the_notebook_runs_and_prints_what_it_shows(
    served: Api, project_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (project_root / "docs/notebooks/leaderboard.ipynb").read_text()
    notebook = json.loads(text.replace("/arenas/tutorial/", "/arenas/demo/"))
    monkeypatch.setenv("ARENA", str(served.client.base_url).rstrip("/"))
    names: dict[str, Any] = {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 5
    for cell in cells:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec("".join(cell["source"]), names)  # noqa: S102 - that is what a notebook is
        shown = "".join(line for output in cell["outputs"] for line in output["text"])
        assert printed.getvalue() == shown
    names["arena"].close()
