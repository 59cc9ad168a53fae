"""A Python client that openapi-python-client makes of the document calls every operation, as it is shown."""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from service.api.reference.headers import COUNTED, HEADERS
from service.api.reference.values import FILE
from tests.support.db.databases import copy_sqlite
from tests.support.served.api import Api
from tests.support.served.document import DOCUMENT
from tests.support.served.documented import (
    ENDLESS,
    IMAGE,
    NOT_SUCCESSFUL,
    Call,
    documented_service,
)

pytestmark = pytest.mark.slow

# The header of a list that has another page, and those of a request that was counted.
SOMETIMES = {"Link", *COUNTED}
PACKAGE = "generated_arena_client"
# The generator reads bytes only where it is told that a type is bytes.
BYTES = "application/octet-stream"
OVERRIDES = dict.fromkeys(("image/jpeg", "image/png", "image/webp"), BYTES)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the name of the generated package, which must be made without a word."""
    folder = tmp_path_factory.mktemp("python")
    source = folder / "openapi.json"
    source.write_text(json.dumps(DOCUMENT))
    config = Config.from_sources(
        ConfigFile(content_type_overrides=OVERRIDES, post_hooks=[]),
        MetaType.NONE,
        source,
        "utf-8",
        overwrite=False,
        output_path=folder / PACKAGE,
    )
    assert [f"{error.header} {error.detail}" for error in generate(config=config)] == []
    sys.path.insert(0, str(folder))
    yield PACKAGE
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def served(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Api, list[Call]]]:
    """Yield a service for all calls, and the calls."""
    folder = tmp_path_factory.mktemp("documented")
    with documented_service(copy_sqlite(sqlite_template, folder), folder) as service:
        yield service


def arguments(call: Call, function: Any) -> dict[str, Any]:
    """Return what a generated function takes for a call."""
    taken = {**call.values, **call.query}
    if call.body is not None:
        shape = inspect.signature(function, eval_str=True).parameters["body"].annotation
        files = [name for name, value in call.body.items() if value == FILE]
        body = taken["body"] = shape.from_dict(call.body | dict.fromkeys(files, IMAGE))
        for name in files:
            getattr(body, name).file_name = "a.png"
    return taken


def check(call: Call, answer: Any) -> None:
    """Fail unless an answer is the documented one, in status, body and headers, and was understood."""
    assert answer.status_code == NOT_SUCCESSFUL.get(call.id, answer.status_code), call.id
    assert answer.status_code < 300 or call.id in NOT_SUCCESSFUL, f"{call.id}: {answer.content!r}"
    assert answer.parsed is not None or answer.status_code == httpx.codes.NO_CONTENT, call.id
    if answer.content and answer.headers["content-type"] == "application/json":
        assert answer.parsed.to_dict() == json.loads(answer.content), call.id
    check_headers(call, answer.status_code, answer.headers)


def check_headers(call: Call, status: int, headers: Mapping[str, str]) -> None:
    """Fail unless a response has the documented headers, and no other of those that are documented at all."""
    response = call.responses[str(status)]
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    sent = {name for name in HEADERS if name in httpx.Headers(headers)}
    documented = set(response["headers"])
    assert sent <= documented, f"{call.id} sends {sent - documented}"
    assert documented - sent <= SOMETIMES, f"{call.id} does not send {documented - sent}"


def test_every_operation_is_called(package: str, served: tuple[Api, list[Call]]) -> None:
    api, calls = served
    token = api.key("admin")["Authorization"].removeprefix("Bearer ")
    made = importlib.import_module(f"{package}.client").AuthenticatedClient(api.base, token, timeout=60)
    with made as client:
        for call in calls:
            make(client, package, call)
    assert len(calls) == sum(len(methods) for methods in DOCUMENT["paths"].values())


def make(client: Any, package: str, call: Call) -> None:
    """Make a call; of an endless answer read the beginning."""
    module = importlib.import_module(f"{package}.api.{call.tag}.{call.function}")
    taken = arguments(call, module.sync_detailed)
    if call.id != ENDLESS:
        check(call, module.sync_detailed(client=client, **taken))
        return
    with client.get_httpx_client().stream(**module._get_kwargs(**taken)) as stream:
        assert "event: revision" in next(stream.iter_text())
        check_headers(call, stream.status_code, stream.headers)
