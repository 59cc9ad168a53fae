"""Data sets of preferences for images."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from service.arena.imports.presets.preset import Preset, Sample
from service.arena.imports.presets.reshaping import (
    IS_VOTE,
    YES,
    Row,
    Vote,
    at,
    items,
    parsed,
    ranking,
    reshaping,
    text,
    texts,
)
from service.arena.imports.readers.frames import Batch
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.filters import Filter

_ONLY_VOTES = Filter(IS_VOTE, YES)
_IMAGES_ARE_MODELS = "every image is a model, named by its file: name the models with --alias"


def _preference(batch: Batch) -> Batch:
    """Add the outcome: 0 and 1 name a side, everything else is a tie, as imgsys itself counts."""
    side = pl.col("preference").cast(pl.Float64, strict=False)
    outcome = pl.when(side == 0).then(pl.lit("left")).when(side == 1).then(pl.lit("right"))
    known = pl.when(side.is_not_null()).then(outcome.otherwise(pl.lit("tie")))
    return batch._replace(frame=batch.frame.with_columns(known.alias("outcome")))


def _choice(row: Row) -> Iterator[Vote]:
    """Yield the choice among two or more images: a 1 for the chosen one, or its place from 0."""
    images = texts(parsed(row.get("file_path") or row.get("image_path")))
    choice = parsed(row["human_preference"])
    marks = items(choice) if isinstance(choice, list) else [int(n == choice) for n in range(len(images))]
    ranks = ["1" if mark == 1 else "2" for mark in marks]
    if len(images) == len(ranks) == 2:  # noqa: PLR2004
        outcome = "tie" if ranks[0] == ranks[1] else "left" if ranks[0] == "1" else "right"
        yield {"model_left": images[0], "model_right": images[1], "outcome": outcome}
    elif images:
        yield ranking(images, ranks)


def _annotations(row: Row) -> Iterator[Vote]:
    """Yield the ranking of each annotator, or the averaged one where the file has no others."""
    images = texts(parsed(row["image_path"]))
    raw = items(parsed(row.get("raw_annotations") or row.get("raw_annotation")))
    for one in raw:
        yield {**ranking(images, texts(at(one, "rank"))), "voter": text(at(one, "user_hash"))}
    if not raw:
        yield ranking(images, texts(parsed(row["rank"])))


def _labeled(batch: Batch) -> Batch:
    """Mark the rows that have a label and compare two models: many compare two images of one."""
    vote = (pl.col("has_label") == "true") & (pl.col("model_0") != pl.col("model_1"))
    return batch._replace(frame=batch.frame.with_columns(pl.when(vote).then(pl.lit(YES)).alias(IS_VOTE)))


def _has_sides(sample: Sample) -> bool:
    return any((row.get("model_a") or "") and (row.get("model_b") or "") for row in sample)


IMGSYS = Preset(
    name="imgsys",
    title="imgsys",
    needs=("model_a", "model_b", "preference"),
    confirms=_has_sides,
    reads=("preference",),
    gives=("outcome",),
    reshape=_preference,
    columns=Columns(
        mapped={
            "model_left": ("model_a",),
            "model_right": ("model_b",),
            "voted_at": ("created_at",),
            "external_id": ("id",),
        }
    ),
    notes=("the address (client_ip) becomes the voter only with --map voter=client_ip",),
)

PICK_A_PIC = Preset(
    name="pick-a-pic",
    title="Pick-a-Pic",
    needs=("model_0", "model_1", "label_0", "label_1", "caption", "has_label"),
    reads=("has_label", "model_0", "model_1"),
    gives=(IS_VOTE,),
    reshape=_labeled,
    columns=Columns(
        mapped={
            "model_left": ("model_0",),
            "model_right": ("model_1",),
            "outcome": ("label_0",),
            "prompt": ("caption",),
            "voter": ("user_id",),
            "voted_at": ("created_at",),
        },
        words={"outcome": {"1": "left", "1.0": "left", "0": "right", "0.0": "right", "0.5": "tie"}},
        filters=(_ONLY_VOTES,),
    ),
    notes=(
        "rows without a label, and two images of one model, are left out",
        "a ranking has several rows, so votes have no id",
    ),
)

HPD = Preset(
    name="hpd",
    title="Human Preference Dataset v1, v2 (train.json)",
    needs=("human_preference", "prompt", "user_hash"),
    reads=("human_preference", "file_path", "image_path"),
    gives=("model_left", "model_right", "outcome", "models", "ranks", IS_VOTE),
    reshape=reshaping(_choice),
    columns=Columns(mapped={"voter": ("user_hash",)}, filters=(_ONLY_VOTES,)),
    notes=(_IMAGES_ARE_MODELS,),
)

HPD_TEST = Preset(
    name="hpd-test",
    title="Human Preference Dataset v2 (test.json)",
    needs=("prompt", "image_path", "rank"),
    confirms=lambda sample: any(items(parsed(row.get("rank"))) for row in sample),
    reads=("image_path", "rank", "raw_annotations", "raw_annotation"),
    gives=("models", "ranks", "voter", IS_VOTE),
    reshape=reshaping(_annotations),
    columns=Columns(filters=(_ONLY_VOTES,)),
    notes=(_IMAGES_ARE_MODELS, "the ranking of each annotator counts, not their average"),
)

HPD_3 = Preset(
    name="hpd-3",
    title="Human Preference Dataset v3",
    needs=("prompt", "path1", "path2", "model1", "model2"),
    columns=Columns(
        mapped={"model_left": ("model1",), "model_right": ("model2",)}, constants={"outcome": "left"}
    ),
    notes=("the first image is the preferred one; how many annotators agreed is not kept",),
)

IMAGE_REWARD = Preset(
    name="imagereward",
    title="ImageReward, rankings",
    needs=("prompt", "generations", "ranking"),
    columns=Columns(
        mapped={"models": ("generations",), "ranks": ("ranking",), "external_id": ("id",)},
    ),
    notes=(_IMAGES_ARE_MODELS,),
)

RANKINGS = Preset(
    name="rankings",
    title="Rankings: a list of models and a list of ranks a row",
    needs=("models", "ranking"),
    columns=Columns(mapped={"models": ("models",), "ranks": ("ranking",)}),
)

OPEN_IMAGE_PREFERENCES = Preset(
    name="open-image-preferences",
    title="Open Image Preferences, binarized",
    needs=("prompt", "chosen_model", "rejected_model", "evolution"),
    columns=Columns(
        mapped={
            "model_left": ("chosen_model",),
            "model_right": ("rejected_model",),
            "themes": ("category",),
            "external_id": ("id",),
        },
        constants={"outcome": "left"},
    ),
    notes=("the chosen image is on the left; a row sums up several votes, and ties are missing",),
)

PRESETS = (
    IMGSYS,
    PICK_A_PIC,
    HPD,
    HPD_TEST,
    HPD_3,
    IMAGE_REWARD,
    RANKINGS,
    OPEN_IMAGE_PREFERENCES,
)
