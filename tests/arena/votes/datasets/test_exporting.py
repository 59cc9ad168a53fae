"""Datasets: each is read by the tool it is for, and holds what people said of which image."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from service.arena.votes.datasets.exporting import PLACES, export_dataset
from service.errors import Conflict, Invalid, NotFound
from tests.support.files.imports import the_arena
from tests.support.images.voted_images import FAST, SIZES, load, open_voted, void
from tests.support.votes.arenas import arena_services, ballots, submit

pytestmark = pytest.mark.anyio

OUTCOMES = ("left", "right", "tie", "both_bad", "left", "right", "left")


def drafts_in(folder: Path) -> list[Path]:
    return list(folder.glob(".arena-*"))


@pytest.mark.slow
async def test_what_people_said_comes_out(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        said = await open_voted(services, OUTCOMES)
        await void(services, 7)

        done = await export_dataset(services, "t2i", "dpo", str(tmp_path / "dpo"))
        assert (done.votes, dict(done.left_out)) == (4, {"tie": 1, "both_bad": 1, "void": 1})
        rows = list(load(tmp_path / "dpo", tmp_path / "cache", split="train"))
        decided = [vote for vote in said[:6] if vote["outcome"] in {"left", "right"}]
        assert [row["prompt"] for row in rows] == [vote["prompt"] for vote in decided]
        for row, vote in zip(rows, decided, strict=True):
            loser = {"left": "right", "right": "left"}[vote["outcome"]]
            assert (row["chosen_model"], row["rejected_model"]) == (vote[vote["outcome"]], vote[loser])
            for side in ("chosen", "rejected"):
                shape = SIZES[row[f"{side}_model"]]
                assert row[side].width / row[side].height == pytest.approx(shape[0] / shape[1], rel=0.01)

        done = await export_dataset(services, "t2i", "pickapic", str(tmp_path / "pick"))
        assert (done.votes, dict(done.left_out)) == (5, {"both_bad": 1, "void": 1})
        rows = list(load(tmp_path / "pick", tmp_path / "cache", split="train"))
        labels = {"left": (1, 0), "right": (0, 1), "tie": (0.5, 0.5)}
        shown = [vote for vote in said[:6] if vote["outcome"] != "both_bad"]
        for row, vote in zip(rows, shown, strict=True):
            assert row["caption"] == vote["prompt"]
            assert (row["model_0"], row["model_1"]) == (vote["left"], vote["right"])
            assert (row["label_0"], row["label_1"]) == labels[vote["outcome"]]
            best = {1: row["image_0_uid"], 0: row["image_1_uid"], 0.5: "tie"}
            assert row["best_image_uid"] == best[row["label_0"]]
            assert row["user_id"] is None
            assert row["num_example_per_prompt"] == sum(other["prompt"] == vote["prompt"] for other in shown)
            for side in ("0", "1"):
                with Image.open(io.BytesIO(row[f"jpg_{side}"])) as opened:
                    assert opened.format == "JPEG"

        done = await export_dataset(services, "t2i", "huggingface", str(tmp_path / "hf"))
        assert (done.votes, dict(done.left_out)) == (6, {"void": 1})
        rows = list(load(tmp_path / "hf", tmp_path / "cache", split="train"))
        for row, vote in zip(rows, said[:6], strict=True):
            assert (row["model_left"], row["model_right"]) == (vote["left"], vote["right"])
            assert (row["prompt"], row["outcome"]) == (vote["prompt"], vote["outcome"])
            assert row["left"].size == row["left"].size
            assert row["source"] is None
        assert {(row["language"], *row["themes"]) for row in rows if row["prompt"] == "A cat"} <= {
            ("pt-BR", "people")
        }


async def test_votes_without_what_a_format_needs(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, **FAST) as services:
        await open_voted(services, ("tie",))
        arena = await the_arena(services.database)
        await submit(
            services, arena, [vote._replace(model_left="m0", model_right="m1") for vote in ballots(3)]
        )
        for format_ in PLACES:
            place = tmp_path / format_
            if format_ == "dpo":
                with pytest.raises(Invalid, match="no vote has what dpo needs: "):
                    await export_dataset(services, "t2i", format_, str(place))
                assert not place.exists()
                continue
            done = await export_dataset(services, "t2i", format_, str(place))
            assert done.votes == {"pickapic": 1, "huggingface": 4}[format_]
        # What the slow test above loads with the package that takes seconds to import.
        rows = pl.read_parquet(tmp_path / "huggingface" / "train" / "metadata.parquet")
        assert rows["left_file_name"].is_null().to_list() == [False, True, True, True]
        with pytest.raises(Conflict, match="not a new or empty folder"):
            await export_dataset(services, "t2i", "pickapic", str(tmp_path / "pickapic"))
        with pytest.raises(NotFound):
            await export_dataset(services, "nope", "dpo", str(tmp_path / "dpo"))
        assert not drafts_in(tmp_path)


async def test_nothing_to_write_is_a_failure(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, **FAST) as services:
        await open_voted(services, ())
        for format_ in PLACES:
            with pytest.raises(Invalid, match=f"no vote has what {format_} needs: there are no votes"):
                await export_dataset(services, "t2i", format_, str(tmp_path / "set"))
        assert not (tmp_path / "set").exists()
        assert not drafts_in(tmp_path)
