"""The page of metrics, from the calls that make them: a server has most of them only once they count."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from scripts.documentation.places import ROOT
from scripts.documentation.reference.tables import code, table

_KINDS = {
    "CounterMetricFamily": "counter",
    "_counter": "counter",
    "GaugeMetricFamily": "gauge",
    "HistogramMetricFamily": "histogram",
}
_ABOUT = """# Metrics

`GET /metrics` in Prometheus' format. Counters end in `_total` there, and histograms in `_bucket`,
`_count` and `_sum`. [Operations](../operations.md) says which ones deserve an alert.

"""


def render() -> str:
    """Return every metric with its labels."""
    found = [
        metric for path in sorted((ROOT / "service/api/metrics").glob("*.py")) for metric in _metrics(path)
    ]
    rows = [(code(name), kind, labels, words) for name, kind, labels, words in sorted(found)]
    return _ABOUT + table(["Name", "Kind", "Labels", "Meaning"], rows)


def _metrics(path: Path) -> Iterator[tuple[str, str, str, str]]:
    for call in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _KINDS):
            continue
        texts = [argument.value for argument in call.args[:2] if isinstance(argument, ast.Constant)]
        if len(texts) == len(call.args[:2]):  # not the function that makes them
            labels = [*call.args[2:3], *(word.value for word in call.keywords if word.arg == "labels")]
            yield str(texts[0]), _KINDS[call.func.id], _labels(labels), str(texts[1])


def _labels(arguments: list[ast.expr]) -> str:
    lists = [argument for argument in arguments if isinstance(argument, ast.List)]
    names = [name.value for each in lists for name in each.elts if isinstance(name, ast.Constant)]
    return ", ".join(code(str(name)) for name in names)
