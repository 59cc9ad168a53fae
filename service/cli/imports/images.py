"""``arena import images``."""

from __future__ import annotations

from pathlib import Path

import click

from service.arena.imports.image_manifests import read_images
from service.arena.imports.images import ImageReport, import_images
from service.arena.imports.readers.formats import READERS
from service.arena.services import Services
from service.cli.imports.options import Source, format_option, sheet_option, strict_option, task_option
from service.cli.imports.output import show_added
from service.cli.support import arena_option, json_option, progress_bar, run


@click.command(
    epilog="Examples: arena import images manifest.csv --arena t2i; "
    "arena import images my-images/ --arena t2i"
)
@click.argument("path", metavar="PLACE", type=Source(exists=True, path_type=Path))
@arena_option
@format_option(*READERS)
@sheet_option
@strict_option
@task_option
@json_option
def images(
    *,
    path: Path | str,
    slug: str,
    format_: str | None,
    sheet: str | None,
    strict: bool,
    task: str | None,
    as_json: bool,
) -> None:
    """Add images from a manifest, or from a folder laid out prompt/model.png.

    The arena is created if it does not exist. Columns: model; prompt (its text) or prompt_id; path (relative
    to the manifest) or url; themes and language, if the prompt is new or several prompts have its text.

    In a folder laid out like my-images/a red fox/photon-flash-1.png, the prompt is the name of the inner
    folder, or the text in its prompt.txt.

    Unknown models and prompts are created; with --strict their rows are refused. Images are added a few at a
    time: importing again adds what is missing and repairs what was damaged.
    """
    file = read_images(path, format_=format_, sheet=sheet)
    with progress_bar() as progress:

        async def work(services: Services) -> ImageReport:
            return await import_images(services, file, slug, task=task, strict=strict, progress=progress)

        report = run(work)
    show_added("images", report, as_json=as_json)
