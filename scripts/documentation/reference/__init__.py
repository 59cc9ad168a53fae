"""The reference: pages that are generated from the code, so that they cannot be out of date."""

from __future__ import annotations

from collections.abc import Callable

from scripts.documentation.reference import clients, columns, commands, http, metrics, problems, settings

PAGES: dict[str, Callable[[], str]] = {
    "reference/http.md": http.render,
    "reference/commands.md": commands.render,
    "reference/settings.md": settings.render,
    "reference/columns.md": columns.render,
    "reference/clients.md": clients.render,
    "reference/metrics.md": metrics.render,
    "reference/problems.md": problems.render,
}
"""The generated pages, by their paths among the documents, with what renders each."""
