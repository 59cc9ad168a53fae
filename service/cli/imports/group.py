"""The commands of ``arena import``."""

from __future__ import annotations

import click

from service.cli.imports.images import images
from service.cli.imports.models import models
from service.cli.imports.prompts import prompts
from service.cli.imports.votes import votes


@click.group("import")
def imports() -> None:
    """Import votes, prompts, images or models from a file."""


for _command in (votes, prompts, images, models):
    imports.add_command(_command)
