"""``arena gold``: chooses the pairs that show whether voters look, and prints how they answered."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from service.arena.catalog import arenas
from service.arena.integrity import agreement, attention, gold_pairs
from service.arena.integrity.attention import Attention
from service.arena.services import Services
from service.cli.support import arena_option, json_option, run, show_json, table
from service.domain.controls.agreement import Agreement
from service.domain.controls.dealing import ChosenPair

_NONE = "–"


@click.group()
def gold() -> None:
    """Choose pairs with a clearly broken image, and see who looks at the images."""


@gold.command(epilog="Example: arena gold add --arena portraits --good 12 --broken-file noise.png")
@arena_option
@click.option("--good", type=int, required=True, metavar="IMAGE", help="The number of the good image.")
@click.option("--broken", type=int, metavar="IMAGE", help="The number of the broken image.")
@click.option(
    "--broken-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Or a file with the broken image: PNG, JPEG or WebP.",
)
@json_option
def add(*, slug: str, good: int, broken: int | None, broken_file: Path | None, as_json: bool) -> None:
    """Make a gold pair of a good image and a clearly broken one for the same prompt.

    Voters cannot tell it from other matchups, and votes on it never count.
    """
    if broken is not None and broken_file is None:
        pair = run(lambda services: services.database.write(gold_pairs.choose, slug, good, broken))
    elif broken is None and broken_file is not None:
        data = broken_file.read_bytes()
        pair = run(lambda services: _uploaded(services, slug, good, data))
    else:
        raise click.UsageError("name either --broken or --broken-file")
    if as_json:
        show_json({"pair": pair})
    else:
        click.echo(f"gold pair {pair} added")


async def _uploaded(services: Services, slug: str, good: int, data: bytes) -> int:
    stored = await gold_pairs.prepare(services, slug, good, data)
    return await services.database.write(gold_pairs.choose_stored, slug, good, stored)


@gold.command("list", epilog="Example: arena gold list --arena portraits")
@arena_option
@json_option
def list_(*, slug: str, as_json: bool) -> None:
    """Print the gold pairs of an arena, and how they were answered."""
    pairs, answers = run(lambda services: _listed(services, slug))
    rows = [
        {
            "pair": pair.id,
            "prompt": pair.prompt_id,
            "good": pair.image_good,
            "broken": pair.image_broken,
            "answers": answers[pair.id].gold if pair.id in answers else 0,
            "right": answers[pair.id].gold_right if pair.id in answers else 0,
            "dealt": pair.retired_at is None and not pair.withdrawn,
        }
        for pair in pairs
    ]
    if as_json:
        show_json({"pairs": rows})
    else:
        click.echo(
            table(tuple(rows[0]), [tuple(map(str, row.values())) for row in rows]) if rows else "no pairs"
        )


async def _listed(services: Services, slug: str) -> tuple[list[ChosenPair], dict[int, Attention]]:
    pairs = await services.database.read(gold_pairs.of_arena, slug)
    arena = await services.database.read(arenas.get, slug)
    return pairs, await services.database.read(attention.of_pairs, arena.id)


@gold.command(epilog="Example: arena gold retire --arena portraits --pair 3")
@arena_option
@click.option("--pair", type=int, required=True, metavar="ID", help="The gold pair.")
@json_option
def retire(*, slug: str, pair: int, as_json: bool) -> None:
    """Deal a gold pair no more. The votes that were cast on it stay in the log."""
    run(lambda services: services.database.write(gold_pairs.retire, slug, pair))
    if as_json:
        show_json({"pair": pair})
    else:
        click.echo(f"gold pair {pair} is no longer dealt")


@gold.command(epilog="Example: arena gold voters --arena portraits --json")
@arena_option
@json_option
def voters(*, slug: str, as_json: bool) -> None:
    """Print each voter's answers to gold pairs and repeats, the most wrong answers first."""
    found = run(lambda services: services.database.read(attention.of_voters, slug))
    if as_json:
        show_json({"voters": [{"voter": one.code, **asdict(one.attention)} for one in found]})
    elif not found:
        click.echo("no answers to gold pairs or repeats")
    else:
        header = ("voter", "gold pairs", "right", "repeats", "same answer")
        rows = [(one.code, *(str(value) for value in asdict(one.attention).values())) for one in found]
        click.echo(table(header, rows))


@gold.command("agreement", epilog="Example: arena gold agreement --arena portraits")
@arena_option
@json_option
def measure(*, slug: str, as_json: bool) -> None:
    """Measure now how much voters agree, on everything and on each theme (Krippendorff's alpha).

    A server does this once a day, for /integrity.
    """
    rows = run(lambda services: _measured(services, slug))
    if as_json:
        show_json({"agreement": [row._asdict() for row in rows]})
    else:
        header = ("theme", "alpha", "error", "pairs", "votes")
        click.echo(table(header, [_printed(row) for row in rows]))


async def _measured(services: Services, slug: str) -> list[Agreement]:
    return await agreement.measure(services, await services.database.read(arenas.get, slug))


def _printed(row: Agreement) -> tuple[str, ...]:
    alpha, error = (_NONE if value is None else f"{value:.3f}" for value in (row.alpha, row.error))
    return (row.theme or "(all)", alpha, error, str(row.pairs), str(row.votes))
