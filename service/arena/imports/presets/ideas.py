"""Judges and crowds that compare ideas: gavel, All Our Ideas, and WMT's rankings of translations."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from service.arena.imports.presets.preset import Preset
from service.arena.imports.presets.reshaping import IS_VOTE, YES, Row, Vote, ranking, reshaping
from service.arena.imports.readers.frames import Batch
from service.arena.imports.votes.columns import Columns, Policies
from service.arena.imports.votes.filters import Filter

_ONLY_VOTES = Filter(IS_VOTE, YES)
_BLANK = "-1"
_FIVE = [(f"system{number}Id", f"system{number}rank") for number in range(1, 6)]


def _sides(batch: Batch) -> Batch:
    """Put winner and loser on the sides where they stood, and times into ISO 8601."""
    on_left = pl.col("Winner ID") == pl.col("Left Choice ID")
    winner, loser = pl.col("Winner Text"), pl.col("Loser Text")
    return batch._replace(
        frame=batch.frame.with_columns(
            pl.when(on_left).then(winner).otherwise(loser).alias("model_left"),
            pl.when(on_left).then(loser).otherwise(winner).alias("model_right"),
            pl.when(on_left).then(pl.lit("left")).otherwise(pl.lit("right")).alias("outcome"),
            pl.col("Created at").str.replace(r" UTC$", "Z").alias("voted_at"),
        )
    )


def _ranked(batch: Batch) -> Batch:
    """Mark the pairs of which both sides were ranked."""
    both = (pl.col("system1rank") != _BLANK) & (pl.col("system2rank") != _BLANK)
    return batch._replace(frame=batch.frame.with_columns(pl.when(both).then(pl.lit(YES)).alias(IS_VOTE)))


def _five(row: Row) -> Iterator[Vote]:
    """Yield the ranking of the systems that the judge ranked."""
    ranks = {row[system]: row[rank] for system, rank in _FIVE}
    seen = {system: rank for system, rank in ranks.items() if system and rank and rank != _BLANK}
    if len(seen) > 1:
        yield ranking([*seen], [*seen.values()])


GAVEL = Preset(
    name="gavel",
    title="gavel, decisions",
    needs=("Annotator ID", "Winner ID", "Loser ID", "Time"),
    columns=Columns(
        mapped={
            "model_left": ("Winner ID",),
            "model_right": ("Loser ID",),
            "voter": ("Annotator ID",),
            "voted_at": ("Time",),
        },
        constants={"outcome": "left"},
    ),
    notes=(
        "decisions have numbers; the names stand in gavel's database: give them with --alias 1=name",
        "the side on which each stood is unknown: the winner is on the left",
    ),
)

ALL_OUR_IDEAS = Preset(
    name="allourideas",
    title="All Our Ideas, votes",
    needs=("Vote ID", "Winner ID", "Winner Text", "Loser Text", "Left Choice ID", "Created at", "Valid"),
    reads=("Winner ID", "Winner Text", "Loser Text", "Left Choice ID", "Created at"),
    gives=("model_left", "model_right", "outcome", "voted_at"),
    reshape=_sides,
    columns=Columns(
        mapped={"voter": ("Session ID",), "external_id": ("Vote ID",)},
        filters=(Filter("Valid", "TRUE"),),
    ),
    notes=("invalid votes are left out", "skipped pairs are in another file, and are no votes"),
)

WMT_PAIRS = Preset(
    name="wmt-pairs",
    title="WMT, pairs of ranked translations (2016)",
    needs=("system1Id", "system1rank", "system2Id", "system2rank"),
    lacks=("system3Id",),
    reads=("system1rank", "system2rank"),
    gives=(IS_VOTE,),
    reshape=_ranked,
    columns=Columns(
        mapped={
            "model_left": ("system1Id",),
            "model_right": ("system2Id",),
            "rank_left": ("system1rank",),
            "rank_right": ("system2rank",),
            "voter": ("judgeID",),
            "language": ("trglang",),
        },
        filters=(_ONLY_VOTES,),
        policies=Policies(no_id=True),
    ),
    notes=(
        "take one pair of languages an arena: --filter srclang=ces --filter trglang=eng",
        "the sentences are not in the file; the pairs of one ranking are separate votes",
    ),
)

WMT_RANKINGS = Preset(
    name="wmt",
    title="WMT, rankings of five translations (2010 to 2015)",
    needs=("srclang", "trglang", "srcIndex", *(name for pair in _FIVE for name in pair)),
    reads=tuple(name for pair in _FIVE for name in pair),
    gives=("models", "ranks", IS_VOTE),
    reshape=reshaping(_five),
    columns=Columns(
        mapped={"voter": ("judgeID", "judgeId"), "language": ("trglang",)},
        filters=(_ONLY_VOTES,),
        policies=Policies(no_id=True),
    ),
    notes=(
        "take one pair of languages an arena: --filter srclang=ces --filter trglang=eng",
        "the sentences are not in the file; ranks that a judge left blank are left out",
    ),
)

PRESETS = (GAVEL, ALL_OUR_IDEAS, WMT_PAIRS, WMT_RANKINGS)
