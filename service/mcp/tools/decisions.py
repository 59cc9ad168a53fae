"""Which model to take: the cheapest that is decided not to be worse than another one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from service.mcp import shapes
from service.mcp.answers import DecidedModel, Decision
from service.mcp.boards import about, axis_of, explained, usual_arena
from service.mcp.instance import Instance, Refused
from service.mcp.tools.parameters import Arena, CommercialUse, Language, MaxPrice, OpenWeights, Theme


class DecisionTools:
    """Tools that decide."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    async def decide(
        self,
        *,
        not_worse_than: Annotated[
            str | None, Field(description="A model's slug. If left out, the best model.")
        ] = None,
        by: Annotated[
            float,
            Field(ge=0, le=1_000, description="Points by which a model may be worse: 20 win 47 of 100."),
        ] = 20,
        confidence: Annotated[
            float, Field(ge=0.5, le=0.9999, description="How sure a verdict has to be.")
        ] = 0.95,
        arena: Arena = None,
        theme: Theme = None,
        language: Language = None,
        max_price: MaxPrice = None,
        commercial_use: CommercialUse = False,
        open_weights: OpenWeights = False,
    ) -> Decision:
        """Name the cheapest model that is decided not to be worse than another one by more than a margin."""
        axis = axis_of(theme, language)
        axes = ",".join(f"{kind}={value}" for kind, value in axis.items() if value)
        async with self._instance.open() as reader:
            slug = arena or await usual_arena(reader)
            query = {
                "arena": slug,
                "not_worse_than": not_worse_than,
                "by": by,
                "confidence": confidence,
                "axes": axes or None,
                "price_max": max_price,
                "commercial_use": "yes" if commercial_use else None,
                "weights_open": "yes" if open_weights else None,
            }
            try:
                live, _ = await reader.read(shapes.Decision, "decide", query=query)
            except Refused as refused:
                raise await explained(reader, slug, axis, refused) from None
            fixed = {**query, "at": str(live.position)}
            found, source = await reader.read(shapes.Decision, "decide", query=fixed, fixed=True)
        return Decision(
            summary=f"On {about(**axis)} (arena {slug}): {found.detail} {_unsure(found)}".rstrip(),
            choice=_decided(found.choice) if found.choice else None,
            reference=_decided(found.reference),
            candidates=[_decided(one) for one in found.candidates],
            too_few_votes=found.few,
            arena=found.arena,
            **axis,
            revision=live.revision,
            position=found.position,
            as_of=found.as_of,
            source=source,
        )


def _decided(one: shapes.Candidate) -> DecidedModel:
    price = one.price.dollars if one.price else None
    return DecidedModel(**one.model_dump(exclude={"price", "detail"}), price=price)


def _unsure(found: shapes.Decision) -> str:
    """Return what is not decided, which does not mean that these models are worse."""
    names = [one.name for one in found.candidates if one.verdict == "undecided"]
    return f"Not decided, for want of votes: {', '.join(names)}." if names else ""
