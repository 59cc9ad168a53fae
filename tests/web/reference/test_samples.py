"""Samples: what they send is what the document shows, and they are valid code."""

from __future__ import annotations

import ast
import json
import shlex

import pytest

from service.web.reference.operations import Operation, Reference
from service.web.reference.samples import samples
from tests.support.served.document import DOCUMENT

REFERENCE = Reference(DOCUMENT)
ORIGIN = "https://arena.example"


def code_of(operation: Operation | None, name: str) -> str:
    """Return the sample of an operation in a language."""
    assert operation is not None
    return next(one.code for one in samples(operation, ORIGIN) if one.name == name)


@pytest.mark.parametrize("operation", REFERENCE.operations, ids=lambda one: one.slug)
def test_python_and_the_shell_can_read_them(operation: Operation) -> None:
    ast.parse(code_of(operation, "Python"))
    words = shlex.split(code_of(operation, "curl").replace("\\\n", " "))
    (url,) = [word for word in words if word.startswith("https://")]
    assert url.partition("?")[0] == ORIGIN + operation.example_path
    sends_body = operation.body is not None
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if sends_body else "GET"
    assert method == operation.method
    if operation.body and operation.body.media_type == "application/json":
        assert json.loads(words[words.index("-d") + 1]) == operation.body.example
    assert ("Authorization: Bearer $ARENA_KEY" in words) == bool(operation.scope)


def test_files_streams_and_images_have_code_of_their_own() -> None:
    upload, follow = REFERENCE.find("uploadImage"), REFERENCE.find("followArena")
    assert "-F file=@image.png" in code_of(upload, "curl")
    assert 'files={"file": open("image.png", "rb")}' in code_of(upload, "Python")
    assert 'form.append("file", file);' in code_of(upload, "JavaScript")
    assert "curl -N " in code_of(follow, "curl")
    assert "stream=True" in code_of(follow, "Python")
    assert "new EventSource(" in code_of(follow, "JavaScript")
    assert "-o image.png" in code_of(REFERENCE.find("getOutput"), "curl")
    assert 'models=photon-flash-1,flux-dev"' in code_of(REFERENCE.find("compareModels"), "Python")
