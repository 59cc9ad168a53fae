"""Forms with files, as clients send them and as they should not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request

from service.api import problems
from service.api.middleware.outer import OuterMiddleware
from service.http.multipart import file_form, read_form
from tests.support.served.api import listening, request

MOST = 50_000


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Yield the address of an application that tells what it read."""
    app = FastAPI()
    problems.install(app)

    @app.post("/")
    async def read(request: Request) -> dict[str, Any]:
        form = await read_form(request, ("file", "mask"), MOST)
        return {"fields": form.fields, "files": {name: len(data) for name, data in form.files.items()}}

    @app.post("/one")
    async def read_one(request: Request) -> dict[str, Any]:
        async with file_form(request, "file", MOST) as form:
            return {"fields": form.fields, "name": form.file.filename, "size": len(await form.file.read())}

    with listening(OuterMiddleware(app, 1_000)) as address:
        yield address


def test_fields_and_files(base: str) -> None:
    answer = request(
        "POST", base, data={"model": "m é"}, files={"file": ("../x.png", b"x" * 40_000), "mask": ("y", b"")}
    )
    assert answer.json() == {"fields": {"model": "m é"}, "files": {"file": 40_000, "mask": 0}}


def test_no_body_is_an_empty_form(base: str) -> None:
    assert request("POST", base).json() == {"fields": {}, "files": {}}


def test_more_than_is_allowed_is_refused(base: str) -> None:
    assert request("POST", base, files={"file": ("x", b"x" * MOST)}).status_code == 413


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ([("other", ("x", b"x"))], "other"),
        ([("file", ("x", b"x")), ("file", ("x", b"y"))], "Too many"),
        ([("mask", ("x", b"x")), ("mask", ("x", b"y"))], "mask"),
    ],
)
def test_files_nobody_asked_for(base: str, files: list[Any], field: str) -> None:
    answer = request("POST", base, files=files)
    assert answer.status_code in {400, 422}
    assert field in answer.json()["detail"] or "twice" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("application/x-www-form-urlencoded", b"model=m", 415),
        ("", b"x", 415),
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=", b"x", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nno header", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", 400),
        ("multipart/form-data; boundary=" + "b" * 5_000, b"x", 400),
        ("multipart/form-data; boundary=b; charset=nonsense", b"--c\r\n", 400),
    ],
)
def test_broken_forms(base: str, kind: str, body: bytes, status: int) -> None:
    answer = request("POST", base, content=body, headers={"Content-Type": kind} if kind else {})
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == problems.MEDIA_TYPE


def test_a_form_with_one_file_that_is_not_kept_in_memory(base: str) -> None:
    fields, file = {"arena": "t2i"}, ("v.csv", b"x" * 40_000)
    answer = request("POST", f"{base}/one", data=fields, files={"file": file})
    assert answer.json() == {"fields": fields, "name": "v.csv", "size": 40_000}
    for sent, status in (
        ({"data": fields}, 415),
        ({"data": fields, "files": {"other": file}}, 422),
        ({"files": {"file": ("v.csv", b"")}}, 422),
        ({"files": [("file", ("a", b"x")), ("file", ("b", b"y"))]}, 400),
        ({"files": {"file": ("v.csv", b"x" * MOST)}}, 413),
    ):
        assert request("POST", f"{base}/one", **sent).status_code == status, sent
