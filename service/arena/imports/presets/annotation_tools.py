"""Tools for annotation, whose projects can have any fields: Label Studio and Argilla."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from service.arena.imports.presets.preset import EVERYTHING, Preset, Sample
from service.arena.imports.presets.reshaping import (
    IS_VOTE,
    YES,
    Row,
    Vote,
    at,
    first,
    items,
    pair,
    parsed,
    ranking,
    reshaping,
    text,
    texts,
)
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.filters import Filter

# Where a task says which models it compares, the most telling names first; without these, the compared
# things themselves are the models.
_SIDES = (
    ("model_left", "model_right"),
    ("model_a", "model_b"),
    ("model_1", "model_2"),
    ("model1", "model2"),
    ("left_model", "right_model"),
    ("image_left", "image_right"),
    ("left_image", "right_image"),
    ("image_a", "image_b"),
    ("image_1", "image_2"),
    ("image1", "image2"),
    ("response_a", "response_b"),
    ("response_1", "response_2"),
    ("answer_a", "answer_b"),
    ("answer1", "answer2"),
    ("text1", "text2"),
    ("left", "right"),
)
_PROMPTS = ("prompt", "caption", "instruction", "question", "query")
_COMMON = ("model_left", "model_right", "outcome", "models", "ranks", "prompt", IS_VOTE)
_ONLY_VOTES = Filter(IS_VOTE, YES)
# What annotators choose, by the name that a side has: image_1, Response A, left …
_WORDS = {"1": "left", "2": "right", "a": "left", "b": "right", "left": "left", "right": "right"}
_TIES = {"tie": "tie", "both_good": "tie", "both good": "tie", "equal": "tie", "both_bad": "both_bad"}
_TIES |= {"both bad": "both_bad", "neither": "both_bad", "none": "both_bad"}


_SIDE = re.compile(
    r"(?:(?:model|image|picture|video|audio|text|summary|response|answer|output|completion|option)[ _-]?)?"
    r"(1|2|a|b|left|right)"
)


def _outcome(choice: str, sides: Vote) -> str:
    """Return our word for a choice, which may also be the name of a model.

    A choice that means nothing stays as it is, so that `--value outcome:…` can give it a meaning.
    """
    named = {sides["model_left"]: "left", sides["model_right"]: "right"}.get(choice)
    word = choice.strip().lower()
    side = _SIDE.fullmatch(word)
    return named or _TIES.get(word) or (_WORDS[side[1]] if side else choice)


def _sides(task: Mapping[str, object]) -> Vote:
    """Return the models of a task; none where no field is known to name them, but `--map` may know."""
    left, right = pair(task, _SIDES) or (None, None)
    return {"model_left": left, "model_right": right}


# --- Label Studio -----------------------------------------------------------------------------------------


def _task(row: Row) -> Iterator[Vote]:
    """Yield the vote of each annotation of a task; those that were skipped are none."""
    data = parsed(row["data"])
    task = data if isinstance(data, dict) else {}
    for annotation in items(parsed(row["annotations"])):
        if at(annotation, "was_cancelled") is not True:
            for verdict in _verdicts(task, items(at(annotation, "result"))):
                yield {**verdict, "prompt": first(task, _PROMPTS), **_who(annotation)}


def _who(annotation: object) -> Vote:
    person = at(annotation, "completed_by")
    return {
        "voter": text(at(person, "email") or at(person, "id") or person),
        "voted_at": text(at(annotation, "created_at")),
        "external_id": text(at(annotation, "id")),
    }


def _verdicts(task: Mapping[str, object], results: Iterable[object]) -> Iterator[Vote]:
    """Yield the first result that decides: the side of a pair, a choice, or a ranking."""
    for result in results:
        kind, value = at(result, "type"), at(result, "value")
        choice = at(value, "selected") if kind == "pairwise" else at(value, "choices", 0)
        order = texts(at(value, "ranker", "rank")) if kind == "ranker" else []
        if order:
            yield ranking(order, [str(place) for place, _ in enumerate(order, 1)])
        elif isinstance(choice, str):
            sides = _sides(task)
            yield {**sides, "outcome": _outcome(choice, sides)}
        else:
            continue
        return


def _small_task(row: Row) -> Iterator[Vote]:
    """Yield the vote of a row of JSON-MIN or CSV: whichever of its columns holds a selected side."""
    for cell in row.values():
        if cell and '"selected"' in cell:
            value = parsed(cell)
            selected = at(value, 0, "selected") or at(value, "selected")
            if isinstance(selected, str):
                sides = _sides(row)
                yield {**sides, "outcome": _outcome(selected, sides), "prompt": first(row, _PROMPTS)}
                return


def _has_selection(sample: Sample) -> bool:
    return any('"selected"' in (cell or "") for row in sample for cell in row.values())


LABEL_STUDIO = Preset(
    name="label-studio",
    title="Label Studio, JSON",
    needs=("annotations", "data"),
    reads=("annotations", "data"),
    gives=(*_COMMON, "voter", "voted_at", "external_id"),
    reshape=reshaping(_task),
    columns=Columns(filters=(_ONLY_VOTES,)),
    notes=(
        (
            "the models are the fields model_a and model_b of a task, or the like; without them every "
            "compared item is a model"
        ),
        "of an annotation its pair, its first choice or its ranking counts; skipped ones do not",
    ),
)

LABEL_STUDIO_MIN = Preset(
    name="label-studio-min",
    title="Label Studio, JSON-MIN or CSV",
    needs=("annotation_id", "annotator", "lead_time"),
    confirms=_has_selection,
    reads=(EVERYTHING,),
    gives=_COMMON,
    reshape=reshaping(_small_task),
    columns=Columns(
        mapped={
            "voter": ("annotator",),
            "voted_at": ("created_at",),
            "external_id": ("annotation_id",),
        },
        filters=(_ONLY_VOTES,),
    ),
    notes=(
        (
            "the models are the columns model_a and model_b, or the like; without them every compared "
            "item is a model"
        ),
    ),
)

# --- Argilla ----------------------------------------------------------------------------------------------

_RESPONSES = ".responses"


def _record(row: Row) -> Iterator[Vote]:
    """Yield the vote of each submitted response to a record, as `to_datasets` flattens it."""
    question = next((name.removesuffix(_RESPONSES) for name in row if name.endswith(_RESPONSES)), "")
    answers = items(parsed(row.get(f"{question}{_RESPONSES}")))
    users = texts(parsed(row.get(f"{question}{_RESPONSES}.users")))
    states = texts(parsed(row.get(f"{question}{_RESPONSES}.status")))
    fields = {**_inner(row.get("images")), **_inner(row.get("fields")), **row}
    for place, answer in enumerate(answers):
        if place >= len(states) or states[place] == "submitted":
            user = users[place] if place < len(users) else None
            yield _answered(fields, answer, user)


def _nested_record(row: Row) -> Iterator[Vote]:
    """Yield the vote of each response to a record, as `to_json` writes it."""
    fields = {**_inner(row.get("fields")), **_inner(row.get("metadata")), "id": row.get("id")}
    responses = parsed(row["responses"])
    for given in responses.values() if isinstance(responses, dict) else ():
        for one in items(given):
            yield _answered(fields, at(one, "value"), text(at(one, "user_id")))


def _inner(cell: str | None) -> dict[str, object]:
    value = parsed(cell)
    return value if isinstance(value, dict) else {}


def _answered(fields: Mapping[str, object], answer: object, user: str | None) -> Vote:
    order = items(answer)
    record = first(fields, ("id", "_server_id"))
    common = {
        "prompt": first(fields, _PROMPTS),
        "voter": user,
        "external_id": f"{record}:{user}" if record and user else None,
    }
    if order:
        return {**_order(order), **common}
    sides = _sides(fields)
    return {**sides, "outcome": _outcome(text(answer) or "", sides), **common}


def _order(answers: list[object]) -> Vote:
    """Return a ranking: names in order, or each with its rank."""
    names = [text(at(one, "value") if isinstance(one, dict) else one) or "" for one in answers]
    ranks = [text(at(one, "rank")) or str(place) for place, one in enumerate(answers, 1)]
    return ranking(names, ranks)


def _has_responses(sample: Sample) -> bool:
    return any(isinstance(parsed(row.get("responses")), dict) for row in sample)


def _is_flat(sample: Sample) -> bool:
    return any(name.endswith(_RESPONSES) for row in sample for name in row)


ARGILLA = Preset(
    name="argilla",
    title="Argilla, records as a data set",
    needs=("id", "_server_id", "status"),
    lacks=("responses", "evolution"),
    confirms=_is_flat,
    reads=(EVERYTHING,),
    gives=(*_COMMON, "voter", "external_id"),
    reshape=reshaping(_record),
    columns=Columns(filters=(_ONLY_VOTES,)),
    notes=(
        (
            "the models are the fields or metadata model_a and model_b, or the like; without them every "
            "compared item is a model"
        ),
        "of several questions the first one counts; drafts and discarded responses do not",
    ),
)

ARGILLA_JSON = Preset(
    name="argilla-json",
    title="Argilla, records as JSON",
    needs=("id", "fields", "responses", "_server_id"),
    confirms=_has_responses,
    reads=("id", "fields", "metadata", "responses"),
    gives=(*_COMMON, "voter", "external_id"),
    reshape=reshaping(_nested_record),
    columns=Columns(filters=(_ONLY_VOTES,)),
    notes=ARGILLA.notes[:1],
)

OPEN_IMAGE_PREFERENCES = Preset(
    name="open-image-preferences-results",
    title="Open Image Preferences, results",
    needs=("images", "model_1", "model_2", "evolution", "preference.responses"),
    reads=(EVERYTHING,),
    gives=(*_COMMON, "voter", "external_id"),
    reshape=reshaping(_record),
    columns=Columns(
        mapped={"themes": ("category",)},
        aliases={"dev": "black-forest-labs/FLUX.1-dev", "sd": "stabilityai/stable-diffusion-3.5-large"},
        filters=(_ONLY_VOTES,),
    ),
    notes=("each submitted response is a vote; whether the prompt was simplified is not kept",),
)

PRESETS = (LABEL_STUDIO, LABEL_STUDIO_MIN, ARGILLA, ARGILLA_JSON, OPEN_IMAGE_PREFERENCES)
