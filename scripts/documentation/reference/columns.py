"""The page of a leaderboard's fields: those of the JSON, which are the columns of every table."""

from __future__ import annotations

from scripts.documentation.reference.schemas import document, fields

_ABOUT = """# Leaderboard columns

The fields of a row of [a leaderboard](../api.md), and the columns of the same board as CSV, NDJSON and
Parquet. [What the numbers mean](../ratings.md) explains them.

"""


def render() -> str:
    """Return every field of a leaderboard's row."""
    return _ABOUT + fields(document()["components"]["schemas"]["BoardRow"], "http.md")
