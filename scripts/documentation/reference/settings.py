"""The page of settings."""

from __future__ import annotations

from scripts.documentation.reference.tables import code, table
from service.settings import PREFIX, Settings

_ABOUT = """# Settings

Settings are environment variables. The program reads them once, when it starts, and refuses a variable
that starts with `ARENA_` and is not in this list. [Operations](../operations.md) groups them by
purpose.

"""


def render() -> str:
    """Return every setting with its default and its meaning."""
    rows = [
        (code(PREFIX + name.upper()), code(_default(field.default)), field.description or "")
        for name, field in sorted(Settings.model_fields.items())
    ]
    return _ABOUT + table(["Variable", "Default", "Meaning"], rows)


def _default(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
