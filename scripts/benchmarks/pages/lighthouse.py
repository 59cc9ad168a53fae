"""Lighthouse's scores of the demo's pages as a phone on slow 4G gets them. npm fetches Lighthouse first.

Its throttling is simulated: it computes from one fast load what a slow phone would see, so that a busy
machine costs a point or two. What a page fails is told on standard error.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import Target, arena, environment, serving
from tests.support.pages.browser import FLAGS, find_chromium

_VERSION = "13.5.0"
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# robots.txt keeps crawlers from them: each visit would deal a pair, and every two models have a comparison.
_NOT_CRAWLED = ("the voting page", "a comparison")
_TOOLS = Path(sys.prefix) / "lighthouse"
_WAIT_SECONDS = 300


def run() -> list[Row]:
    """Return the lowest of a page's four scores, its largest contentful paint, and its bytes."""
    program = _program()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/arena.db"
        arena(environment(url, folder), "demo")
        with serving(url, folder) as target:
            return [
                row for title, path in _pages(target) for row in _rows(program, target, title, path, folder)
            ]


def _program() -> Path:
    """Return Lighthouse's program, after installing it beside the environment's packages."""
    program = _TOOLS / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        command = ("npm", "install", "--prefix", str(_TOOLS), "--ignore-scripts", "--no-audit", "--no-fund")
        subprocess.run(
            [*command, "--loglevel=error", f"lighthouse@{_VERSION}"], check=True, stdout=sys.stderr
        )
    return program


def _pages(target: Target) -> list[tuple[str, str]]:
    with urllib.request.urlopen(f"http://127.0.0.1:{target.port}/api/v1/arenas/demo/leaderboard") as answer:
        first, second, *_ = (row["model"] for row in json.load(answer)["rows"])
    return [
        ("home", "/"),
        ("an arena", "/arenas/demo"),
        ("a model", f"/models/{first}"),
        ("the voting page", "/arenas/demo/vote"),
        ("a comparison", f"/compare?models={first},{second}"),
        ("the API reference", "/docs"),
    ]


def _rows(program: Path, target: Target, title: str, path: str, folder: Path) -> list[Row]:
    skipped = ("--skip-audits=is-crawlable",) if title in _NOT_CRAWLED else ()
    report = _report(program, f"http://127.0.0.1:{target.port}{path}", folder / "report.json", skipped)
    scores = {name: round(100 * report["categories"][name]["score"]) for name in _CATEGORIES}
    audits = report["audits"]
    failed = [
        name for name, one in audits.items() if one["score"] == 0 and one["scoreDisplayMode"] == "binary"
    ]
    print(f"bench: {title}: {scores}; fails: {', '.join(failed) or 'nothing'}", file=sys.stderr, flush=True)
    every = ", ".join(f"{name} {score}" for name, score in scores.items())
    paint = audits["largest-contentful-paint"]["numericValue"] / 1e3
    return [
        Row(what=f"Lighthouse, {title}: lowest of {every}", value=min(scores.values()), unit="", reach=95),
        Row(what=f"{title}: largest contentful paint", value=paint, unit="s", reach=2.5, at_most=True),
        Row(what=f"{title}: all bytes", value=audits["total-byte-weight"]["numericValue"] / 1e3, unit="kB"),
    ]


def _report(program: Path, url: str, output: Path, options: tuple[str, ...]) -> Any:
    flags = " ".join(("--headless=new", *FLAGS))
    command = (str(program), url, *options, "--quiet", "--output=json", f"--output-path={output}")
    subprocess.run(
        [*command, f"--only-categories={','.join(_CATEGORIES)}", f"--chrome-flags={flags}"],
        check=True,
        timeout=_WAIT_SECONDS,
        env={**os.environ, "CHROME_PATH": find_chromium()},
    )
    return json.loads(output.read_text())
