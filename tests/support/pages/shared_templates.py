"""Compiled templates that all services of a test process share.

A page's template takes as long to compile as a small test takes, and each service has an environment of its
own, with the site's name in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import CodeType
from unittest.mock import patch

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from service.web import rendering


class CompiledTemplates(BytecodeCache):
    """The code of templates, by their name and their text."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket the code of its template, None if it is not there."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._code[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def templates_shared() -> Iterator[None]:
    """Let all services of this process share what they compile."""
    shared = partial(Environment, bytecode_cache=CompiledTemplates())
    with patch.object(rendering, "Environment", shared):
        yield
