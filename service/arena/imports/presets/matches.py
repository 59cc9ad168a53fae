"""Who beat whom: tools that rate anything, and results of sports."""

from __future__ import annotations

from functools import partial

import polars as pl

from service.arena.imports.presets.preset import Preset, Sample
from service.arena.imports.presets.reshaping import IS_VOTE, YES, with_outcome
from service.arena.imports.readers.frames import Batch
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.filters import Filter

_ONLY_VOTES = Filter(IS_VOTE, YES)
_LEFT_WON = {"outcome": "left"}
_WHITE_WON = {"1-0": "left", "0-1": "right", "1/2-1/2": "tie", "½-½": "tie"}


def _with_match_id(batch: Batch) -> Batch:
    """Add the id of a match: its number counts within the tournament."""
    match = pl.concat_str("tourney_id", "match_num", separator="-").alias("external_id")
    return batch._replace(frame=batch.frame.with_columns(match))


def _british_dates(batch: Batch) -> Batch:
    """Turn 31/12/2018, as this British site writes it, into a date of ISO 8601."""
    date = pl.col("Date").str.replace(r"^(\d\d)/(\d\d)/(\d{4})$", "$3-$2-$1").alias("voted_at")
    return batch._replace(frame=batch.frame.with_columns(date))


def _with_choice(batch: Batch) -> Batch:
    """Mark the rows with a winner: image-ranker writes None where an image was only excluded."""
    choice = pl.when(pl.col("Winner").is_not_null()).then(pl.lit(YES)).alias(IS_VOTE)
    return batch._replace(frame=batch.frame.with_columns(choice))


def _names_a_side(sample: Sample) -> bool:
    return {(row.get("winner") or "").lower() for row in sample} <= {"left", "right", "tie", "ignore", ""}


def _names_a_color(sample: Sample) -> bool:
    return {(row.get("winner") or "").lower() for row in sample} <= {"white", "black", "draw", ""}


def _has_results(sample: Sample) -> bool:
    return any(row.get("Result") in _WHITE_WON for row in sample)


def _is_bare(sample: Sample) -> bool:
    """Return whether the rows have nothing but a winner and a loser."""
    return all(set(row) <= {"Winner", "Loser"} for row in sample)


EVALICA = Preset(
    name="evalica",
    title="evalica",
    needs=("left", "right", "winner"),
    confirms=_names_a_side,
    columns=Columns(mapped={"model_left": ("left",), "model_right": ("right",), "outcome": ("winner",)}),
    notes=("rows that evalica ignores are refused",),
)

PAIRS = Preset(
    name="pairs",
    title="A winner and a loser a row (choix, Elo)",
    needs=("winner", "loser"),
    columns=Columns(mapped={"model_left": ("winner",), "model_right": ("loser",)}, constants=_LEFT_WON),
    notes=("the side on which each stood is unknown: the winner is on the left",),
)

IMAGE_RANKER = Preset(
    name="image-ranker",
    title="image-ranker, comparisons",
    needs=("Winner", "Loser"),
    confirms=_is_bare,
    reads=("Winner",),
    gives=(IS_VOTE,),
    reshape=_with_choice,
    columns=Columns(
        mapped={"model_left": ("Winner",), "model_right": ("Loser",)},
        constants=_LEFT_WON,
        filters=(_ONLY_VOTES,),
    ),
    notes=("every image is a model, named by its path", "rows without a winner only exclude an image"),
)

TENNIS = Preset(
    name="tennis",
    title="Tennis results (tennis_atp, tennis_wta)",
    needs=("tourney_id", "match_num", "tourney_date", "winner_name", "loser_name"),
    reads=("tourney_id", "match_num"),
    gives=("external_id",),
    reshape=_with_match_id,
    columns=Columns(
        mapped={
            "model_left": ("winner_name",),
            "model_right": ("loser_name",),
            "themes": ("surface",),
            "voted_at": ("tourney_date",),
            "external_id": ("external_id",),
        },
        constants=_LEFT_WON,
    ),
    notes=("all matches of a tournament have the date of its start", "the surface is the theme"),
)

TENNIS_DATA = Preset(
    name="tennis-data",
    title="Tennis results (tennis-data.co.uk)",
    needs=("Tournament", "Date", "Surface", "Winner", "Loser"),
    reads=("Date",),
    gives=("voted_at",),
    reshape=_british_dates,
    columns=Columns(
        mapped={
            "model_left": ("Winner",),
            "model_right": ("Loser",),
            "themes": ("Surface",),
            "voted_at": ("voted_at",),
        },
        constants=_LEFT_WON,
    ),
    notes=("the surface is the theme",),
)

CHESS = Preset(
    name="chess",
    title="Chess games with White, Black and Result, as in PGN",
    needs=("White", "Black", "Result"),
    confirms=_has_results,
    columns=Columns(
        mapped={"model_left": ("White",), "model_right": ("Black",), "outcome": ("Result",)},
        words={"outcome": _WHITE_WON},
    ),
    notes=("White is on the left; dates of PGN, which may be incomplete, are not taken",),
)

LICHESS = Preset(
    name="lichess",
    title="Chess games of Lichess, as on Kaggle",
    needs=("white_id", "black_id", "winner", "created_at"),
    confirms=_names_a_color,
    columns=Columns(
        mapped={
            "model_left": ("white_id",),
            "model_right": ("black_id",),
            "outcome": ("winner",),
            "voted_at": ("created_at",),
            "external_id": ("id",),
        },
        words={"outcome": {"white": "left", "black": "right", "draw": "tie"}},
    ),
    notes=("White is on the left",),
)

CHESS_SCORES = Preset(
    name="chess-scores",
    title="Chess games with scores, as in Kaggle's contest of ratings",
    needs=("White Player #", "Black Player #", "Score"),
    columns=Columns(
        mapped={
            "model_left": ("White Player #",),
            "model_right": ("Black Player #",),
            "outcome": ("Score",),
        },
        words={"outcome": {"1": "left", "1.0": "left", "0": "right", "0.0": "right", "0.5": "tie"}},
    ),
    notes=("White is on the left; the month is a number, not a time: the order of the file counts",),
)

FOOTBALL = Preset(
    name="football",
    title="Results with home and away scores",
    needs=("date", "home_team", "away_team", "home_score", "away_score"),
    reads=("home_score", "away_score"),
    gives=("outcome", IS_VOTE),
    reshape=partial(with_outcome, left="home_score", right="away_score"),
    columns=Columns(
        mapped={
            "model_left": ("home_team",),
            "model_right": ("away_team",),
            "voted_at": ("date",),
        },
        filters=(_ONLY_VOTES,),
    ),
    notes=(
        "only who won is kept, not by how much; the home team is on the left",
        "matches without a score are left out",
    ),
)

PRESETS = (EVALICA, PAIRS, IMAGE_RANKER, TENNIS, TENNIS_DATA, CHESS, LICHESS, CHESS_SCORES, FOOTBALL)
