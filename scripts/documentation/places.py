"""Where each page is: in the repository, on the site, and as Markdown beside the page."""

from __future__ import annotations

from pathlib import Path
from posixpath import join, normpath, relpath

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

# Pages of the repository that are outside docs/: their path there, and their path among the documents.
FROM_OUTSIDE = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "scripts/README.md": "scripts.md",
}
# The repository's front page has the same purpose as the site's.
_SAME = {"README.md": "README.md"}

# The site's folder for files that pages link to but that are not pages.
_SOURCES = "source"


def beside(page: str) -> str:
    """Return where a page's Markdown is on the site: `x.md` next to `x/`."""
    folder, _, name = page.rpartition("/")
    if name != "README.md":
        return page
    return f"{folder}.md" if folder else "index.md"


def target_of(link: str, page: str) -> tuple[str, str]:
    """Return what a relative link of a page leads to: a path among the documents, and its `#fragment`.

    ``page`` is a path among the documents, or one of the repository in `FROM_OUTSIDE`.
    """
    path, mark, fragment = link.partition("#")
    home = page if page in FROM_OUTSIDE else f"docs/{page}"
    absolute = normpath(join(home, "..", path)) if path else home
    outside = {**FROM_OUTSIDE, **_SAME}
    if absolute in outside:
        place = outside[absolute]
    elif absolute.startswith("docs/"):
        place = absolute.removeprefix("docs/")
    else:
        place = f"{_SOURCES}/{absolute}.txt"
    return place, mark + fragment


def origin(place: str) -> str:
    """Return where a page was written: its path in `FROM_OUTSIDE`, or the same path among the documents."""
    return next((path for path, name in FROM_OUTSIDE.items() if name == place), place)


def source_of(place: str) -> Path | None:
    """Return the file or folder of the repository that a path among the documents shows; None for pages."""
    if not place.startswith(f"{_SOURCES}/"):
        return None
    return ROOT / place.removeprefix(f"{_SOURCES}/").removesuffix(".txt")


def relative(target: str, page: str) -> str:
    """Return the link from one path to another, both of the same tree."""
    return relpath(target, join(page, "..") if "/" in page else ".")
