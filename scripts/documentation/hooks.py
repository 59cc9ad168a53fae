"""What ProperDocs calls while it builds: pages from elsewhere, links, the search index, Markdown files.

ProperDocs loads this file by its path and calls these functions by their names.
"""

from __future__ import annotations

import json
from pathlib import Path

from properdocs.config.defaults import ProperDocsConfig
from properdocs.structure.files import File, Files
from properdocs.structure.pages import Page

from scripts.documentation import links, places
from scripts.documentation.reference import PAGES
from scripts.documentation.search import Section, sections

_INDEX = "assets/search.json"

_SCROLLING = {
    "<table>": '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>',
    "</table>": "</table></div>",
    "<pre>": '<pre tabindex="0">',
}

_texts: dict[str, str] = {}
_found: list[Section] = []


def on_pre_build(config: ProperDocsConfig) -> None:
    """Forget an earlier build of the same process, and make ids of headings as code forges do."""
    _texts.clear()
    _found.clear()
    config.mdx_configs["toc"]["slugify"] = links.slug


def on_files(files: Files, config: ProperDocsConfig) -> Files:
    """Add the pages that are generated from the code, and what is outside docs/."""
    added = {path: render() for path, render in PAGES.items()}
    added |= {place: (places.ROOT / path).read_text() for path, place in places.FROM_OUTSIDE.items()}
    for name in ("site.css", "icon.svg"):
        added[f"assets/{name}"] = (places.ROOT / "service/web/static" / name).read_text()
    for path, text in added.items():
        files.append(File.generated(config, path, content=text))
    for path, text in _sources(files).items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: ProperDocsConfig, files: Files) -> str:
    """Point the links of a page at the site, and keep its text to lie beside it."""
    del config, files
    place = page.file.src_uri
    page.meta["beside"] = places.beside(place)

    def on_site(link: str) -> str:
        target, fragment = places.target_of(link, places.origin(place))
        return places.relative(target, place) + fragment

    def as_text(link: str) -> str:
        target, fragment = places.target_of(link, places.origin(place))
        return places.relative(places.beside(target), places.beside(place)) + fragment

    _texts[places.beside(place)] = links.rewritten(markdown, as_text)
    return links.rewritten(markdown, on_site)


def on_page_content(html: str, page: Page, config: ProperDocsConfig, files: Files) -> str:
    """Let wide tables and code scroll by themselves and by keys, and note the page's words for the search."""
    del config, files
    _found.extend(sections(page.url, str(page.title), html))
    for plain, framed in _SCROLLING.items():
        html = html.replace(plain, framed)
    return html


def on_post_build(config: ProperDocsConfig) -> None:
    """Write the search index, and the Markdown beside the pages."""
    site = Path(config.site_dir)
    (site / _INDEX).write_text(json.dumps(_found, ensure_ascii=False, separators=(",", ":")))
    for path, text in _texts.items():
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def _sources(files: Files) -> dict[str, str]:
    """Return the files outside docs/ that pages link to, as text; of a folder, the names of its files."""
    found: dict[str, str] = {}
    for file in files.documentation_pages():
        for link in links.links_of(file.content_string):
            place, _ = places.target_of(link, places.origin(file.src_uri))
            path = places.source_of(place)
            if path is not None and path.is_file():
                found[place] = path.read_text()
            elif path is not None and path.is_dir():
                found[place] = "".join(f"{name.relative_to(path)}\n" for name in sorted(path.rglob("*")))
    return found
