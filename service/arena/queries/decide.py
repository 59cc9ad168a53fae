"""The cheapest model that is not worse than another one by more than a margin, with the evidence.

Verdicts are by the rule of `decided` (`service.rating.deciding`), so they hold however often somebody asks.
On one axis they rest on the axis's own votes, as claims do. On several they rest on the pooled ratings,
whose joint posterior knows how the errors on different axes hang together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import NamedTuple

from service.arena.boards import certainty
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.computing import joint_of, prepare
from service.arena.boards.refits.positions import FIRST
from service.arena.queries.composites import composite_of, shares_of, votes_of
from service.arena.queries.decisions import Basis, Candidate, Decision, Verdict, by_price
from service.arena.queries.questions import refused
from service.arena.queries.reading import ArenaSource, read_arena
from service.arena.queries.selecting import find_arenas, find_axes, find_model, resolved, weighted_axes
from service.arena.services import Services
from service.db.engine import ReadSession
from service.domain.axes import OVERALL, Axis
from service.domain.boards import MIN_VOTES
from service.domain.questions.filters import ModelFilter
from service.domain.questions.patterns import ANY
from service.errors import Unavailable
from service.rating.deciding.beside import Beside, Errors, Terms, beside, best, of_composite, of_votes
from service.rating.pooling.joint import JointFit

MARGIN = 20.0
"""How many points worse a model may be, unless somebody says otherwise: 20 points win 47 votes of 100."""

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """Which models will do in an arena.

    ``reference`` is what they must not be worse than by more than ``margin`` points; without one it is the
    best model. Several axes count alike unless they have ``weights``. ``models`` are those that are asked
    about. ``basis`` is what verdicts rest on; None is the axis's votes on one axis, and the pooled ratings on
    several.
    """

    arena: str
    reference: str | None = None
    margin: float = MARGIN
    confidence: float = CONFIDENCE
    axes: tuple[str, ...] = (OVERALL.label,)
    weights: Mapping[str, float] = field(default_factory=dict)
    models: ModelFilter = field(default_factory=lambda: ModelFilter(retired=False))
    at: PointInTime | None = None
    basis: Basis | None = None


class _Read(NamedTuple):
    """What was read for a question: the arena, the reference's id, and the models, their names checked."""

    source: ArenaSource
    reference: int | None
    models: ModelFilter
    basis: Basis


async def decide(services: Services, question: DecisionQuestion) -> Decision:
    """Return the decision. Raise Invalid for what the question names that does not exist or apply.

    Raise Unavailable where votes changed while pooled ratings were computed.
    """
    found = await services.database.read(_read, services, question)
    if found.source.refit is None and found.source.position >= FIRST:
        # Without a server that has looked at the votes, intervals would be too narrow.
        await prepare(services, found.source.arena.slug, question.at)
        found = await services.database.read(_read, services, question)
    joint = None
    if found.basis == "pooled":
        joint = await _joint(services, found.source)
    return await asyncio.to_thread(_decided, question, found, joint)


def _read(session: ReadSession, services: Services, question: DecisionQuestion) -> _Read:
    if ANY in question.arena:
        raise refused("arena", "has a '*'; a decision is about one arena")
    arenas = find_arenas(session, [question.arena], "arena")
    if question.weights:
        (asked,) = weighted_axes(session, arenas, question.weights)
    else:
        found = find_axes(session, arenas, question.axes)
        if not found:
            raise refused("arena", f"{arenas[0].slug} has no votes yet")
        (asked,) = found
    several = sum(weight > 0.0 for weight in asked.chosen.values()) > 1
    if several and question.basis == "votes":
        raise refused("basis", "must be 'pooled' on several axes, whose votes have no fit of their own")
    basis: Basis = question.basis or ("pooled" if several else "votes")
    parts = services.boards
    source = read_arena(session, asked, question.at, parts.refits, parts.prompt_sets, fits=basis == "votes")
    models = resolved(session, question.models, [model.slug for model in source.models.values()])
    return _Read(source, _reference(session, question, source), models, basis)


def _reference(session: ReadSession, question: DecisionQuestion, source: ArenaSource) -> int | None:
    if question.reference is None:
        return None
    slug = find_model(session, "not_worse_than", question.reference)
    for i, model in source.models.items():
        if model.slug == slug:
            return i
    raise refused("not_worse_than", f"{slug} has no votes on these axes")


async def _joint(services: Services, source: ArenaSource) -> JointFit:
    if source.refit is None:
        raise refused("axes", f"have no pooled ratings: the arena has fewer than {FIRST} votes")
    joint = await joint_of(services, source.arena, source.refit.position)
    if joint is None:
        raise Unavailable("the votes changed while this was computed; try again shortly")
    return joint


def _decided(question: DecisionQuestion, found: _Read, joint: JointFit | None) -> Decision:
    """Return the decision from what was read. It takes milliseconds."""
    source, votes = found.source, votes_of(found.source)
    enough = sorted(i for i in votes if votes[i] >= MIN_VOTES)
    errors, shares = _errors(source, joint, enough)
    reference = found.reference
    if reference is not None and reference not in errors.models:
        slug = source.models[reference].slug
        raise refused("not_worse_than", f"{slug} has fewer than {MIN_VOTES} votes on these axes")
    asked = [model.id for model in found.models.chosen([*source.models.values()])]
    compared = [i for i in asked if i in errors.models]
    pairs = len(compared)
    if reference is None:
        # The best was chosen after looking at all of them, and that has its price.
        reference, pairs = _best(source, errors), comb(len(errors.models), 2)
    others = [i for i in compared if i != reference]
    rows = beside(errors, reference, others, Terms(question.margin, question.confidence, pairs))
    candidates = [_candidate(source, votes, i, row, is_reference=i == reference) for i, row in rows.items()]
    return Decision(
        source=source,
        shares=shares,
        basis=found.basis,
        margin=question.margin,
        confidence=question.confidence,
        reference=candidates[0],
        candidates=by_price([one for one in candidates if one.model.id in compared]),
        few=tuple(sorted(source.models[i].slug for i in asked if i not in errors.models)),
    )


def _errors(
    source: ArenaSource, joint: JointFit | None, models: Sequence[int]
) -> tuple[Errors, dict[Axis, float]]:
    """Return how sure the strengths of these models are, and the axes that they are about."""
    if joint is not None:
        composite = composite_of(source, joint)
        if composite is None:
            raise refused("axes", "have no pooled ratings yet: their votes are too new")
        return of_composite(composite, models), shares_of(source, joint)
    (axis_id,) = (i for i, weight in source.weights.items() if weight > 0.0)
    axis = source.axes[axis_id]
    fit = certainty.fit_of(source.arena, axis, *source.counts[axis_id], source.refit)
    return of_votes(fit, models), {axis: 1.0}


def _best(source: ArenaSource, errors: Errors) -> int:
    if not errors.models:
        raise refused("axes", f"have no model with {MIN_VOTES} votes")
    current = [i for i in errors.models if not source.models[i].retired]
    return best(errors, current or errors.models)


def _candidate(
    source: ArenaSource, votes: Mapping[int, int], model: int, row: Beside, *, is_reference: bool
) -> Candidate:
    verdict: Verdict = "not_worse" if row.not_worse else "worse" if row.worse else "undecided"
    return Candidate(
        source.models[model],
        votes[model],
        row.rating,
        row.difference,
        row.low,
        row.high,
        "reference" if is_reference else verdict,
    )
