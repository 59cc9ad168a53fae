"""Label Studio and Argilla, whose projects can have any fields."""

import json
from pathlib import Path

import pytest

from service.arena.imports.presets.annotation_tools import ARGILLA, ARGILLA_JSON, LABEL_STUDIO
from service.arena.imports.presets.preset import Preset
from service.arena.imports.readers.frames import Refused, text_frame
from service.errors import Invalid
from tests.support.files.files import written
from tests.support.files.imports import imported, opened
from tests.support.files.preset_samples import Vote, read, sample, voter, votes_in, votes_of

LEFT = [{"type": "pairwise", "value": {"selected": "left"}}]
AT = "2024-05-01 08:00:00.123456"


def test_label_studio() -> None:
    kite, owls = Vote("brush-1", "ink-2", "", "a red kite"), Vote("ink-2", "brush-1", "", "two owls")
    five = voter("5")
    assert votes_of("label-studio") == [
        kite._replace(outcome="left", at=AT, id="101", voter=five),
        kite._replace(outcome="right", at=AT, id="102", voter=voter("a@example.org")),
        owls._replace(outcome="tie", at=AT, id="104", voter=five),
        owls._replace(outcome="right", at=AT, id="105", voter=five),
    ]


@pytest.mark.anyio
async def test_each_annotation_of_a_task_is_known_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    def project(*choices: tuple[int, str]) -> Path:
        results = {"left": LEFT, "right": [{"type": "pairwise", "value": {"selected": "right"}}]}
        notes = [{"id": number, "result": results[side]} for number, side in choices]
        task = {"data": {"model_a": "x", "model_b": "y"}, "annotations": notes}
        return written(tmp_path / "p.json", json.dumps([task]))

    async with opened(sqlite_url) as database:
        first = await imported(database, project((1, "left")))
        grown = await imported(database, project((1, "left"), (2, "right"), (3, "left"), (3, "right")))
    assert (first.accepted, first.duplicates) == (1, 0)
    assert (grown.accepted, grown.duplicates) == (2, 1)
    assert [(refused.line, "line 1" in refused.detail) for refused in grown.rejected] == [(1, True)]


def test_label_studio_with_one_row_an_annotation() -> None:
    assert votes_of("label-studio-min") == [
        Vote("brush-1", "ink-2", "right", "a red kite", at=AT, id="201", voter=voter("5"))
    ]


def test_argilla() -> None:
    assert votes_of("argilla") == [
        Vote("brush-1", "ink-2", "right", "Draw a kite", id="r1:u1", voter=voter("u1"))
    ]
    assert votes_of("argilla-json") == [
        Vote("brush-1", "ink-2", "left", "Draw a kite", id="r1:u1", voter=voter("u1")),
        Vote("brush-1", "ink-2", "both_bad", "Draw a kite", id="r1:u2", voter=voter("u2")),
    ]


def test_open_image_preferences() -> None:
    flux, large = "black-forest-labs/FLUX.1-dev", "stabilityai/stable-diffusion-3.5-large"
    street = Vote(flux, large, "", "a busy street", "Manga")
    assert votes_of("open-image-preferences-results") == [
        street._replace(outcome="tie", id="1-quality:u1", voter=voter("u1")),
        street._replace(outcome="left", id="1-quality:u2", voter=voter("u2")),
        street._replace(left=large, right=flux, outcome="both_bad", id="2-quality:u3", voter=voter("u3")),
    ]
    assert read(sample("open-image-preferences-results")).filtered == 1  # nobody responded


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [
        ("left", "left"),
        ("Response A", "left"),
        ("image_2", "right"),
        ("text2", "right"),
        ("Model-B", "right"),
        ("brush-1", "right"),  # the name of the model on the right
        ("Equal", "tie"),
        ("both bad", "both_bad"),
    ],
)
def test_choices_have_many_names(tmp_path: Path, choice: str, outcome: str) -> None:
    assert [vote.outcome for vote in votes_in(read(chosen(tmp_path, choice)))] == [outcome]


@pytest.mark.parametrize("choice", ["beta", "sd-1", "12", "maybe"])
def test_a_choice_that_names_no_side_has_to_be_explained(tmp_path: Path, choice: str) -> None:
    with pytest.raises(Invalid, match=f"--value outcome:{choice}=left"):
        read(chosen(tmp_path, choice))


def chosen(tmp_path: Path, choice: str) -> Path:
    result = [{"type": "choices", "value": {"choices": [choice]}}]
    task = {"data": {"model_a": "ink-2", "model_b": "brush-1"}, "annotations": [{"id": 1, "result": result}]}
    path = tmp_path / "project.json"
    path.write_text(json.dumps([task]))
    return path


def test_without_names_of_models_the_items_are_the_models(tmp_path: Path) -> None:
    task = {"data": {"image1": "/a.png", "image2": "/b.png"}, "annotations": [{"id": 1, "result": LEFT}]}
    nameless = {"data": {"one": "x", "two": "y"}, "annotations": [{"id": 2, "result": LEFT}]}
    path = tmp_path / "project.json"
    path.write_text(json.dumps([task, nameless]))
    file = read(path)
    assert votes_in(file) == [Vote("/a.png", "/b.png", "left", id="1")]
    assert [*file.refused] == [Refused(2, "model_left is missing")]
    mapped = read(path, maps=["model_left=data.one", "model_right=data.two"])
    assert votes_in(mapped) == [Vote("x", "y", "left", id="2")]


def test_rankings() -> None:
    ranker = [{"type": "ranker", "value": {"ranker": {"rank": ["c", "a", "b"]}}}]
    task = {"data": json.dumps({"prompt": "p"}), "annotations": json.dumps([{"id": 1, "result": ranker}])}
    assert ranked(LABEL_STUDIO, **task) == (["c", "a", "b"], [1, 2, 3])
    named = {"id": "r", "best.responses": json.dumps([["x", "y"]]), "best.responses.status": '["submitted"]'}
    assert ranked(ARGILLA, **named) == (["x", "y"], [1, 2])
    dated = json.dumps({"best": [{"value": [{"value": "x", "rank": 2}, {"value": "y", "rank": 1}]}]})
    assert ranked(ARGILLA_JSON, id="r", responses=dated, fields="{}") == (["x", "y"], [2, 1])


def ranked(preset: Preset, **cells: str) -> tuple[object, object]:
    row = preset.votes(text_frame({name: [cell] for name, cell in cells.items()}, [1], [])).frame.row(
        0, named=True
    )
    return json.loads(row["models"]), json.loads(row["ranks"])
