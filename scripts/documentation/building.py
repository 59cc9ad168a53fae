"""The build: one folder of static pages, replaced as a whole, or one folder for each version."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from properdocs.commands.build import build
from properdocs.config import load_config
from properdocs.config.defaults import ProperDocsConfig

from scripts.documentation.places import ROOT
from service import __version__

SERVED = ROOT / "service/web/site"
"""Where the program looks for the site, in a checkout and in a wheel."""

THEME = Path(__file__).with_name("theme")

_CONFIG = Path(__file__).with_name("properdocs.yml")
_VERSIONS = "versions.json"


def build_site(target: Path, *, published: bool = False) -> None:
    """Build the site into a folder, which is replaced once everything is there; every warning is an error.

    A ``published`` site lies beside those of other versions and offers them.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".site-") as folder:
        site = Path(folder) / "site"
        build(_config(site, published=published))
        old = Path(folder) / "old"
        if target.exists():
            target.rename(old)
        site.rename(target)


def publish(folder: Path) -> list[str]:
    """Build this version's site into a folder of versions; return the versions there, the newest first.

    Its front page leads to the newest.
    """
    build_site(folder / __version__, published=True)
    names = [path.name for path in folder.iterdir() if (path / "index.html").is_file()]
    versions = sorted(names, key=_order, reverse=True)
    (folder / _VERSIONS).write_text(json.dumps(versions))
    newest = versions[0]
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Arena</title>'
        f'<meta http-equiv="refresh" content="0; url={newest}/"><a href="{newest}/">{newest}</a></html>\n'
    )
    return versions


def _order(version: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in version.split("."))


def _config(site: Path, *, published: bool) -> ProperDocsConfig:
    extra = {"version": __version__, "versions": f"../{_VERSIONS}" if published else ""}
    config = load_config(str(_CONFIG), site_dir=str(site), strict=True)
    config.extra.update(extra)
    return config
