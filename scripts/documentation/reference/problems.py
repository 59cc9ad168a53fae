"""The page of problems: every error that the API answers with."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.documentation.reference.tables import code, table
from service.errors import ArenaError

_ABOUT = """# Problems

Errors are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problems: JSON with `type`, `title`,
`status`, `detail`, and sometimes `errors`. The `type` is `/problems/` and the code. A program should
look at the code, and show people the `detail`.

"""


def render() -> str:
    """Return every type of problem, by status."""
    kinds = sorted(set(_descendants(ArenaError)), key=lambda kind: (kind.status, kind.code))
    rows = [(str(kind.status), code(kind.code), kind.title, (kind.__doc__ or "").strip()) for kind in kinds]
    return _ABOUT + table(["Status", "Code", "Title", "Meaning"], rows)


def _descendants(kind: type[ArenaError]) -> Iterator[type[ArenaError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _descendants(child)
