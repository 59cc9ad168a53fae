"""``arena plan``: how sure the leaderboards of an arena would be, before a vote is bought."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict

import click

from service.cli.support import json_option, progress_bar, show_json, table
from service.rating.simulation.planning import Certainty, mean, simulate
from service.rating.simulation.worlds import Shape

_HEADER = (
    "leaderboard",
    "votes a model",
    "tau by score",
    "by likely",
    "ranks right",
    "by likely",
    "leader right",
    "by likely",
    "interval",
    "likely interval",
    "pairs decided",
)


@click.command(epilog="Example: arena plan --models 20 --themes 8 --languages 6 --votes 10000")
@click.option("--models", required=True, type=click.IntRange(2, 100), help="How many models compete.")
@click.option("--themes", default=1, show_default=True, type=click.IntRange(1, 16), help="How many themes.")
@click.option(
    "--languages", default=1, show_default=True, type=click.IntRange(1, 20), help="How many languages."
)
@click.option(
    "--votes", required=True, type=click.IntRange(1, 1_000_000), help="How many votes there will be."
)
@click.option(
    "--prompts",
    default=15,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="Prompts for each theme in each language.",
)
@click.option(
    "--ties",
    default=0.1,
    show_default=True,
    type=click.FloatRange(0, 0.9),
    help="Share of ties between equals.",
)
@click.option(
    "--worlds", default=5, show_default=True, type=click.IntRange(1), help="How many arenas to simulate."
)
@click.option(
    "--seconds",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0),
    help="Begin no other simulation that would end later than this. The first always ends.",
)
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0), help="The first simulation's seed."
)
@json_option
def plan(
    *,
    models: int,
    themes: int,
    languages: int,
    votes: int,
    prompts: int,
    ties: float,
    worlds: int,
    seconds: float,
    seed: int,
    as_json: bool,
) -> None:
    """Simulate arenas of a size, and show how right their leaderboards turn out to be.

    Models differ in them, and voters vote, as in public vote sets. Matchups, ratings and intervals are the
    product's own. A simulation of 10,000 votes takes a second or two, one of a million about a minute.
    """
    shape = Shape(models=models, themes=themes, languages=languages, prompts=prompts, ties=ties)
    simulated = _simulated(shape, votes, range(seed, seed + worlds), seconds)
    certainty = mean(simulated)
    if as_json:
        show_json(
            {
                "votes": votes,
                "worlds": len(simulated),
                "seed": seed,
                "assumptions": asdict(shape),
                "leaderboards": [
                    {"leaderboard": level, **_document(one)} for level, one in certainty.items()
                ],
            }
        )
        return
    click.echo(
        f"{votes:,} votes in each of {len(simulated)} simulated arenas; the mean of what their boards know:"
    )
    click.echo(table(_HEADER, [_cells(level, one) for level, one in certainty.items()]))
    click.echo(_explained(shape))


def _simulated(shape: Shape, votes: int, seeds: range, seconds: float) -> list[Mapping[str, Certainty]]:
    """Return what simulations of these seeds found, as many as the time allows."""
    began, found = time.monotonic(), list[Mapping[str, Certainty]]()
    with progress_bar() as progress:
        for number, seed in enumerate(seeds, 1):
            found.append(simulate(shape, votes, seed))
            progress("simulated arenas", number, len(seeds))
            if (time.monotonic() - began) * (number + 1) / number > seconds:
                break
    return found


def _document(one: Certainty) -> dict[str, object]:
    return {**asdict(one), "score": one.score._asdict(), "likely": one.likely._asdict()}


def _cells(level: str, one: Certainty) -> list[str]:
    orders = [value for pair in zip(one.score, one.likely, strict=True) for value in pair]
    return [
        level,
        f"{one.votes_per_model:,.0f}",
        *(f"{value:.2f}" for value in orders[:2]),
        *(f"{100 * value:.0f} %" for value in orders[2:]),
        f"±{one.interval:.0f}",
        f"±{one.likely_interval:.0f}",
        f"{100 * one.decided:.0f} %",
    ]


def _explained(shape: Shape) -> str:
    return (
        "tau: the share of pairs of models in the right order less the share in the wrong one. Intervals\n"
        "are in points of the Bradley–Terry scale, at 95 %. Assumed standard deviations, in points:\n"
        f"{shape.model_sd:g} between models, {shape.theme_sd:g} between a model's themes, "
        f"{shape.language_sd:g} between its languages,\n{shape.cell_sd:g} between both together, "
        f"{shape.prompt_sd:g} from prompt to prompt."
    )
