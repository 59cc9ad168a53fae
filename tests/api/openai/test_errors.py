"""Problems in OpenAI's words."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel

from service.api.openai.errors import answer_at, shape_at, translated
from service.api.openai.schemas import GatewayProblem, OpenAiError
from service.api.problems import of_error
from service.errors import (
    ArenaError,
    FieldError,
    Forbidden,
    GenerationFailed,
    Invalid,
    NotFound,
    TooMany,
    Unauthorized,
)
from service.http.schemas.base import Problem


@pytest.mark.parametrize(
    ("error", "status", "kind", "code"),
    [
        (Unauthorized("no"), 401, "authentication_error", "unauthorized"),
        (Forbidden("no"), 403, "permission_error", "forbidden"),
        (NotFound("no"), 404, "invalid_request_error", "not_found"),
        (Invalid("no", [FieldError("size", "no")]), 400, "invalid_request_error", "invalid"),
        (TooMany("no", 7), 429, "rate_limit_error", "too_many_requests"),
        (GenerationFailed("no"), 502, "server_error", "generation_failed"),
        (ArenaError("no"), 500, "server_error", "internal_error"),
    ],
)
def test_every_kind(error: ArenaError, status: int, kind: str, code: str) -> None:
    answer = translated(of_error(error))
    said = json.loads(bytes(answer.body))["error"]
    assert (answer.status_code, answer.media_type) == (status, "application/json")
    assert int(answer.headers["content-length"]) == len(bytes(answer.body))
    param = "size" if isinstance(error, Invalid) else None
    assert said == {"message": "no", "type": kind, "param": param, "code": code}
    assert answer.headers.get("retry-after") == (str(error.retry_after) if error.retry_after else None)
    assert (answer.headers.get("x-should-retry") == "false") is isinstance(error, GenerationFailed)


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/v1", OpenAiError),
        ("/v1/images/generations", OpenAiError),
        ("/v1/chat/completions", OpenAiError),
        ("/v1/generations/x", GatewayProblem),
        ("/v1/outputs/x", GatewayProblem),
        ("/v10", Problem),
        ("/api/v1/models", Problem),
    ],
)
def test_each_path_has_its_shape(path: str, shape: type[BaseModel]) -> None:
    assert shape_at(path) is shape
    answer = answer_at(path, of_error(Invalid("no", [FieldError("size", "no")])))
    content = json.loads(bytes(answer.body))
    shape.model_validate(content, strict=True)  # or it raises
    assert answer.status_code == (400 if shape is OpenAiError else 422)
    assert ("error" in content, "detail" in content) == (shape is not Problem, shape is not OpenAiError)
    assert (answer.media_type == "application/json") is (shape is OpenAiError)
