"""What dashboards and alerts ask for is there: metrics, labels, addresses and fields."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.support.pages.small_site import small_site
from tests.support.served.api import Api

ADDED = {"instance", "job", "le"}
KEYWORDS = {"by", "on", "or", "and", "up", "sum", "max", "min", "count"}
WORDS = re.compile(r"\b[a-z_]{2,}\b(?!\s*\()")
VALUES = re.compile(r'"[^"]*"|\[[^\]]*\]')


@pytest.fixture(scope="module")
def metrics(project_root: Path) -> dict[str, set[str]]:
    """Return the documented metrics with their labels; another test compares these with the program."""
    text = (project_root / "docs/operations.md").read_text()
    rows = re.findall(r"^\| `(arena_[a-z_]+)` \|([^|]*)\|", text, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the service with a small arena."""
    with small_site(sqlite_template, tmp_path_factory.mktemp("small")) as api:
        yield api


def dashboards(root: Path) -> dict[str, Any]:
    """Return the dashboards of Grafana by file name."""
    return {path.stem: json.loads(path.read_text()) for path in root.glob("deploy/grafana/dashboards/*.json")}


def rules(root: Path) -> list[Any]:
    """Return the alerts of Prometheus."""
    (group,) = yaml.safe_load((root / "deploy/prometheus/alerts.yaml").read_text())["groups"]
    return list(group["rules"])


def expressions(root: Path) -> Iterator[str]:
    """Yield every expression that Prometheus is asked to compute."""
    for dashboard in dashboards(root).values():
        for panel in dashboard["panels"]:
            yield from (target["expr"] for target in panel["targets"] if "expr" in target)
    yield from (rule["expr"] for rule in rules(root))


def unknown(expression: str, metrics: dict[str, set[str]]) -> set[str]:
    """Return the metrics and labels of an expression that the program does not have."""
    bare = VALUES.sub("", expression)
    own = {name: name.removesuffix("_bucket") for name in re.findall(r"\barena_\w+", bare)}
    labels = set().union(*(metrics.get(name, set()) for name in own.values())) | ADDED
    words = set(WORDS.findall(bare)) - KEYWORDS - own.keys()
    words -= {word for word in words if word.startswith("process_")}
    return {name for name in own.values() if name not in metrics} | (words - labels)


def test_every_expression_asks_for_what_is_there(project_root: Path, metrics: dict[str, set[str]]) -> None:
    every = list(expressions(project_root))
    assert len(every) > 30
    assert {one: wrong for one in every if (wrong := unknown(one, metrics))} == {}


def test_a_wrong_name_is_found(metrics: dict[str, set[str]]) -> None:
    assert unknown("sum by (pool) (arena_database_connections)", metrics) == set()
    assert unknown("sum by (pond) (arena_database_connections)", metrics) == {"pond"}
    assert unknown('rate(arena_vote_total{arena="x"}[5m])', metrics) == {"arena_vote_total", "arena"}


def test_every_panel_reads_fields_of_the_answers(site: Api, project_root: Path) -> None:
    asked = 0
    for panel in dashboards(project_root)["leaderboard"]["panels"]:
        for target in panel["targets"]:
            url = re.sub(r"\$\{(\w+)\}", lambda name: {"arena": "t2i"}.get(name[1], ""), target["url"])
            answer = site.client.get(url)
            assert answer.status_code == 200, answer.text
            wanted = [column["selector"] for column in target["columns"]]
            assert missing(answer.text, target, wanted) == [], panel["title"]
            asked += len(wanted)
    assert asked > 20


def missing(text: str, target: Any, selectors: list[str]) -> list[str]:
    """Return the selectors that find nothing in an answer."""
    if target["type"] == "csv":
        return [name for name in selectors if name not in next(csv.reader(StringIO(text)))]
    body = json.loads(text)
    rows = body[target["root_selector"]] if target["root_selector"] else [body]
    assert rows
    return [name for name in selectors if not any(has(row, name.split(".")) for row in rows)]


def has(value: Any, path: list[str]) -> bool:
    """Return whether there is a field at this path. A null has every field."""
    for name in path:
        if value is None:
            return True
        if name not in value:
            return False
        value = value[name]
    return True


def test_dashboards_and_data_sources_belong_together(project_root: Path) -> None:
    folder = project_root / "deploy/grafana/provisioning"
    sources = yaml.safe_load((folder / "datasources/arena.yaml").read_text())["datasources"]
    known = {(source["type"], source["uid"]) for source in sources}
    boards = dashboards(project_root)
    assert len({board["uid"] for board in boards.values()}) == len(boards) == 2
    for board in boards.values():
        panels = board["panels"]
        used = {
            (t["datasource"]["type"], t["datasource"]["uid"]) for panel in panels for t in panel["targets"]
        }
        assert used <= known
        assert len({panel["id"] for panel in panels}) == len(panels)
        assert [pair for pair in combinations(panels, 2) if overlap(*(p["gridPos"] for p in pair))] == []


def overlap(a: dict[str, int], b: dict[str, int]) -> bool:
    """Return whether two panels cover each other."""
    return all(a[at] < b[at] + b[size] and b[at] < a[at] + a[size] for at, size in (("x", "w"), ("y", "h")))


def test_every_alert_says_what_to_look_at(project_root: Path) -> None:
    config = yaml.safe_load((project_root / "deploy/prometheus/prometheus.yaml").read_text())
    assert config["rule_files"] == ["alerts.yaml"]
    for rule in rules(project_root):
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert rule["annotations"]["summary"].endswith(".")
