"""Each code of an error that providers give has its line in the document, and each line there its code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from service.providers import answers, jobs, protocol

ERRORS = {error.__name__ for error in (protocol.ProviderError, answers.TurnedAway, jobs.JobEnded)}
NAMED = {protocol.NO_ANSWER, protocol.TIMED_OUT, *answers._TURNED_AWAY.values()}
COMPUTED = {"NO_ANSWER", "TIMED_OUT", "code", "_TURNED_AWAY[status]", "error.code"}
"""Expressions whose values are in `NAMED`, or codes of other errors."""


def codes(folder: Path) -> set[str]:
    """The codes that the modules of a folder give."""
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


def test_the_document_has_them_all(project_root: Path) -> None:
    text = (project_root / "docs" / "providers.md").read_text()
    _, _, table = text.partition("## When a vendor fails")
    listed = re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == codes(project_root / "service" / "providers")
