"""The document of providers says what there is: vendors, endpoints, codes of errors, and offers."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from service.providers import answers, jobs, protocol
from service.providers.factory import VENDORS
from service.providers.vendors import FACTORIES
from tests.support.served.api import Api
from tests.support.served.gateway import PROVIDER

ERRORS = {error.__name__ for error in (protocol.ProviderError, answers.TurnedAway, jobs.JobEnded)}
NAMED = {protocol.NO_ANSWER, protocol.TIMED_OUT, *answers._TURNED_AWAY.values()}
COMPUTED = {"NO_ANSWER", "TIMED_OUT", "code", "_TURNED_AWAY[status]", "error.code"}
"""Expressions whose values are in `NAMED`, or codes of other errors."""


def codes(folder: Path) -> set[str]:
    """Return the codes that the modules of a folder give."""
    found = set(NAMED)
    for path in sorted(folder.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ERRORS:
                code = call.args[0]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
                else:
                    assert ast.unparse(code) in COMPUTED, (path, ast.unparse(code))
    return found


@pytest.fixture
def document(project_root: Path) -> str:
    return (project_root / "docs" / "providers.md").read_text()


def test_every_code_has_its_line_and_every_line_its_code(document: str, project_root: Path) -> None:
    table = document.partition("## When a vendor fails")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == codes(project_root / "service" / "providers")


def test_every_vendor_has_its_lines(document: str) -> None:
    vendors, _, _ = document.partition("## When a vendor fails")
    # A server that other tests share may be running beside this one, with a provider of its own.
    assert set(re.findall(r"^\| `([a-z]+)` \|", vendors, re.MULTILINE)) == FACTORIES.keys() - {PROVIDER}
    endpoints = re.findall(r"^\| `([a-z]+)` \| `(https://\S+)` \|", vendors, re.MULTILINE)
    assert dict(endpoints) == {name: vendor.endpoint for name, vendor in VENDORS.items()}


def test_the_offers_can_be_made(document: str, sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/models", slug="photon-1", name="Photon")
    offers = re.findall(r"```json\n(.*?)```", document, re.DOTALL)
    assert len(offers) == 2
    for offer in offers:
        answer = sqlite_api.post("/api/v1/models/photon-1/offers", json.loads(offer), "admin")
        assert answer.status_code == 201, answer.text
