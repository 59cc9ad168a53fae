"""`scripts/docs`: build the documentation site."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from scripts.documentation.building import SERVED, build_site, publish


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--output", type=click.Path(path_type=Path), default=SERVED, help="The folder of the site.")
@click.option("--publish", "versions", type=click.Path(path_type=Path), help="A folder with all versions.")
def main(output: Path, versions: Path | None) -> None:
    """Build docs/ and the reference into a folder that the program serves under /docs/.

    With --publish, add this version to a folder that any static host can serve.
    """
    logging.basicConfig(level=logging.WARNING, format="docs: %(levelname)s %(message)s")
    if versions is None:
        build_site(output)
        click.echo(f"docs: {output}", err=True)
    else:
        click.echo(f"docs: {versions} has {', '.join(publish(versions))}", err=True)


main()
