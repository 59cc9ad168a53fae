"""``arena check``: whether a model is good enough, as an exit code, so that a pipeline can stop."""

from __future__ import annotations

import click

from service.api.schemas.decisions import DecisionOut
from service.arena.boards.point_in_time import parse_at
from service.arena.queries.decide import CONFIDENCE, MARGIN, DecisionQuestion, decide
from service.arena.queries.decisions import Candidate, Decision
from service.cli.support import arena_option, json_option, run, show_json, table
from service.domain.axes import OVERALL
from service.domain.questions.filters import ModelFilter
from service.domain.questions.patterns import ANY
from service.errors import Invalid

_HEADER = ("model", "price", "votes", "difference", "between", "and", "verdict")


@click.command(epilog="Example: arena check --arena text-to-image --model new --not-worse-than old --by 20")
@arena_option
@click.option("--not-worse-than", "reference", required=True, metavar="X", help="The model to compare with.")
@click.option("--model", metavar="M", help="The model to check; without it, any that is cheaper than X.")
@click.option(
    "--by",
    "margin",
    default=MARGIN,
    show_default=True,
    type=click.FloatRange(0, 1_000),
    help="How many points worse it may be.",
)
@click.option(
    "--confidence",
    default=CONFIDENCE,
    show_default=True,
    type=click.FloatRange(0.5, 0.9999),
    help="How sure that has to be.",
)
@click.option(
    "--axis",
    "axes",
    multiple=True,
    metavar="A",
    help="Such as theme=people,language=en; repeat it for the mean of several. Overall without it.",
)
@click.option("--at", metavar="POSITION|DATE", help="By the votes up to that position or date.")
@json_option
def check(
    *,
    slug: str,
    reference: str,
    model: str | None,
    margin: float,
    confidence: float,
    axes: tuple[str, ...],
    at: str | None,
    as_json: bool,
) -> None:
    """Check that a model is not worse than X by more than some points; exit with 1 otherwise.

    Undecided is not good enough: it exits with 1 too.
    """
    if model and ANY in model:
        raise click.BadParameter("names one model, without '*'", param_hint="--model")
    question = DecisionQuestion(
        arena=slug,
        reference=reference,
        margin=margin,
        confidence=confidence,
        axes=axes or (OVERALL.label,),
        models=ModelFilter(models=(model,)) if model else ModelFilter(retired=False),
        at=parse_at(at),
    )
    decision = run(lambda services: decide(services, question))
    passed = _passes(decision, model)
    if as_json:
        show_json({"passed": passed, **DecisionOut.of(decision).model_dump()})
    else:
        click.echo(f"{'passed' if passed else 'failed'}: {_words(decision, model)}")
        if not model:
            click.echo(_table(decision))
    if not passed:
        raise click.exceptions.Exit(1)


def _passes(decision: Decision, model: str | None) -> bool:
    if model is None:
        return decision.choice is not None and decision.choice.verdict == "not_worse"
    return _checked(decision, model).verdict in {"not_worse", "reference"}


def _checked(decision: Decision, model: str) -> Candidate:
    if not decision.candidates:
        raise Invalid(f"{model} has too few votes on these axes to say anything")
    return decision.candidates[0]


def _words(decision: Decision, model: str | None) -> str:
    if model is None:
        return decision.sentence
    one = _checked(decision, model)
    sure = f"with {100 * decision.confidence:g} % confidence ({decision.axes})"
    return (
        f"{decision.detail(one)} {sure}; the difference is "
        f"{_points(one.difference)} points, between {_points(one.low)} and {_points(one.high)}"
    )


def _table(decision: Decision) -> str:
    rows = [
        [
            one.model.slug,
            "" if one.model.dollars is None else f"{one.model.dollars:g}",
            f"{one.votes:,}",
            *map(_points, (one.difference, one.low, one.high)),
            one.verdict.replace("_", " "),
        ]
        for one in decision.candidates
    ]
    return table(_HEADER, rows)


def _points(difference: float | None) -> str:
    return "?" if difference is None else f"{difference:+.0f}"
