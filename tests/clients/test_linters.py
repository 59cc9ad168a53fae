"""Spectral and Redocly find nothing in the document, with every rule that either of them has for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.processes import npm
from tests.support.served.document import DOCUMENT

pytestmark = pytest.mark.slow

# The rules that are off, with the reason.
RULES = {
    "contact-properties": "off",  # a contact with an address: the project has none in public yet
    "license-url": "off",  # the license has an SPDX identifier, and the standard allows only one of the two
    "openapi-tags-alphabetical": "off",  # tags are in the order in which people need them
}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the document as a file, in a folder of its own."""
    path = tmp_path_factory.mktemp("document") / "openapi.json"
    path.write_text(json.dumps(DOCUMENT))
    return path


def test_spectral_finds_nothing(document: Path) -> None:
    ruleset = document.with_name("spectral.json")
    ruleset.write_text(json.dumps({"extends": [["spectral:oas", "all"]], "rules": RULES}))
    linted = npm.run(
        "spectral", "lint", document, "--ruleset", ruleset, "--format", "text", "--fail-severity", "hint"
    )
    assert linted.returncode == 0, linted.stdout
    assert "No results" in linted.stdout


def test_redocly_finds_nothing(document: Path) -> None:
    linted = npm.run("redocly", "lint", document, "--extends", "recommended-strict", cwd=document.parent)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "is valid" in linted.stderr
