"""The OpenAPI document, made once for all tests that look into it: a third of a second."""

from __future__ import annotations

from typing import Any

from service.app import bare_app

APP = bare_app()
DOCUMENT: dict[str, Any] = APP.openapi()
