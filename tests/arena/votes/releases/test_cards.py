"""The card: what the hub's tools read in it, and that no name breaks it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml  # type: ignore[import-untyped]

from service.arena.votes.releases.cards import TABLES, about, card, files_of
from tests.support.votes.releases import manifest_of


def test_the_front_matter_names_every_table(released: Path) -> None:
    manifest = manifest_of(released)
    text = (released / "README.md").read_text()
    assert text == card(manifest)
    header = yaml.safe_load(text.split("---\n")[1])
    assert header["pretty_name"] == 'Votes and leaderboards of An "arena": a test'
    assert header["task_categories"] == ["text-to-image"]
    assert [one["config_name"] for one in header["configs"]] == list(TABLES)
    assert [one["config_name"] for one in header["configs"] if one.get("default")] == ["votes"]
    for one in header["configs"]:
        (split,) = one["data_files"]
        assert list(released.glob(split["path"])), split
        assert split["path"] == files_of(one["config_name"])


def test_every_file_has_a_sentence(released: Path) -> None:
    for name in manifest_of(released).files:
        assert about(name).endswith("."), name


def test_it_says_what_the_demo_made_and_what_is_edited(released: Path) -> None:
    manifest = manifest_of(released)
    assert "no person cast them" not in card(manifest)
    header = replace(manifest.header, simulated=7, task="image-editing", name="---\n")
    text = card(replace(manifest, header=header))
    assert "A demo made the first 7 votes of the arena" in text
    assert yaml.safe_load(text.split("\n---\n")[0])["task_categories"] == ["image-to-image"]
