"""Verifying a release, with nothing but its files: hashes, the chain of the votes, and every number again.

The first thing that is wrong ends the check, since what comes after it says nothing.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from service.arena.archive.manifests import Manifest
from service.arena.progress import Progress, silent
from service.arena.votes.releases import comparing, manifests, reading, vote_frames
from service.arena.votes.releases.manifests import ReleaseManifest
from service.arena.votes.releases.refolding import ReleasedLog, refold
from service.arena.votes.releases.writing import chain_file, votes_file
from service.domain import clock
from service.domain.axes import PromptCategory
from service.errors import ArenaError, Damaged


@dataclass(frozen=True, slots=True)
class Verified:
    """A release and what was checked: files, links of the chain, and numbers; or what is wrong first."""

    manifest: ReleaseManifest | None
    files: int = 0
    links: int = 0
    numbers: int = 0
    problem: str | None = None


def verify(folder: Path, progress: Progress = silent) -> Verified:
    """Check the release in a folder."""
    manifest = None
    try:
        manifest = _manifest(folder)
        _check_files(folder, manifest)
        chain = _chain(folder, manifest)
        numbers = _check_numbers(folder, manifest, chain, progress)
        return Verified(manifest, len(manifest.files), len(chain), numbers)
    except ArenaError as error:
        return Verified(manifest, problem=error.detail)


def _manifest(folder: Path) -> ReleaseManifest:
    try:
        data = (folder / manifests.FILE).read_bytes()
    except OSError:
        raise Damaged(f"{folder} is no release: it has no {manifests.FILE}") from None
    manifest = ReleaseManifest.decode(data)
    if manifest.encode() != data:
        raise Damaged(f"{manifests.FILE} is not written as releases write it")
    method, own = manifest.method_version, manifest.header.params.method_version
    if method != own:
        raise Damaged(f"{manifests.FILE}: its method is {method}; this program has {own} for its parameters")
    return manifest


def _check_files(folder: Path, manifest: ReleaseManifest) -> None:
    for name, known in manifest.files.items():
        data = _read(folder, name)
        if (hashlib.sha256(data).hexdigest(), len(data)) != (known.sha256, known.bytes):
            raise Damaged(f"{name} was changed: its hash is not the one in {manifests.FILE}")
    extra = sorted(set(_names(folder)) - manifest.files.keys() - {manifests.FILE})
    if extra:
        raise Damaged(f"{extra[0]} is not a file of the release")


def _names(folder: Path) -> Iterator[str]:
    """Yield the files of a folder, without hidden ones, which tools such as Git and the Hub's add."""
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if not path.is_dir() and not any(part.startswith(".") for part in parts):
            yield "/".join(parts)


def _read(folder: Path, name: str) -> bytes:
    if not name or name.startswith("/") or ".." in name.split("/"):
        raise Damaged(f"{manifests.FILE} names {name!r}, which is no file of a release")
    try:
        return (folder / name).read_bytes()
    except OSError:
        raise Damaged(f"{name} is missing") from None


def _chain(folder: Path, manifest: ReleaseManifest) -> list[Manifest]:
    """Return the links of the chain, once each was found to fit to its votes and to the one before it."""
    chain: list[Manifest] = []
    previous: str | None = None
    position = 0
    while chain_file(len(chain) + 1) in manifest.files:
        name, votes = chain_file(len(chain) + 1), votes_file(len(chain) + 1)
        link = _link(name, _read(folder, name))
        file = manifest.files.get(votes)
        if link.previous != previous or link.first_position != position + 1:
            raise Damaged(f"{name}: the chain is broken; it does not follow the link before it")
        if file is None or (link.sha256, link.size) != (file.sha256, file.bytes):
            raise Damaged(f"{name}: the chain is broken; {votes} is not the file that it names")
        if (link.arena, dict(link.parameters)) != (manifest.header.arena, dict(manifest.header.parameters)):
            raise Damaged(f"{name}: it is of another arena or of other parameters than {manifests.FILE}")
        if chain and (link.models, link.categories) != (chain[0].models, chain[0].categories):
            raise Damaged(f"{name}: it has other models or categories than the link before it")
        previous, position = manifest.files[name].sha256, link.last_position
        chain.append(link)
    if not chain or previous != manifest.chain or position != manifest.header.position:
        raise Damaged(f"{manifests.FILE}: the chain is broken; it does not end where the release does")
    return chain


def _link(name: str, data: bytes) -> Manifest:
    try:
        return Manifest.decode(data)
    except (ValueError, TypeError):
        raise Damaged(f"{name} cannot be read") from None


def _check_numbers(folder: Path, manifest: ReleaseManifest, chain: list[Manifest], progress: Progress) -> int:
    """Return how many numbers were computed again, and are those of the release."""
    votes = [_votes(folder, number, link) for number, link in enumerate(chain, 1)]
    as_of = int(votes[-1]["voted_at"].to_physical()[-1])
    if manifest.header.as_of != clock.to_text(as_of):
        raise Damaged(f"{manifests.FILE}: the last vote is of {clock.to_text(as_of)}")
    models = reading.facts_of(table(folder, "models", reading.MODELS))
    if {str(i): slug for i, (slug, _) in models.items()} != dict(chain[0].models):
        raise Damaged("data/models.parquet: its models are not those of the chain")
    prompts = table(folder, "prompts", reading.PROMPTS)
    named = pl.concat([part["prompt_id"] for part in votes]).drop_nulls().unique().sort()
    if not named.equals(prompts["id"], check_names=False):
        raise Damaged("data/prompts.parquet: its prompts are not those that were voted on")
    log = ReleasedLog(
        manifest.header.to_arena(), manifest.header.position, as_of, votes, models, _categories(chain[0])
    )
    refolded = refold(log, progress)
    if refolded.counted != manifest.counted:
        raise Damaged(f"{manifests.FILE}: {manifest.counted} votes count, and in the log {refolded.counted}")
    return 1 + sum(
        comparing.compare(f"data/{name}.parquet", table(folder, name), again)
        for name, again in refolded.tables.items()
    )


def _votes(folder: Path, number: int, link: Manifest) -> pl.DataFrame:
    name = votes_file(number)
    frame = _parquet(folder, name)
    try:
        vote_frames.check(frame, link.first_position)
    except Damaged as error:
        raise Damaged(f"{name}: {error.detail}") from None
    if not frame.height or frame["position"][-1] != link.last_position:
        raise Damaged(f"{name}: it does not end at position {link.last_position}, as its link says")
    return frame


def _categories(link: Manifest) -> Mapping[int, PromptCategory]:
    return {
        int(i): PromptCategory(tuple(one["themes"]), str(one["language"]))
        for i, one in sorted(link.categories.items(), key=lambda item: int(item[0]))
    }


def table(folder: Path, name: str, schema: Mapping[str, object] | None = None) -> pl.DataFrame:
    """Return a table of a release. Raise Damaged if it cannot be read, or has other columns."""
    frame = _parquet(folder, f"data/{name}.parquet")
    if schema is not None and dict(frame.schema) != dict(schema):
        raise Damaged(f"data/{name}.parquet: its columns are not those of a release")
    return frame


def _parquet(folder: Path, name: str) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(_read(folder, name)))
    except (pl.exceptions.PolarsError, OSError):
        raise Damaged(f"{name} cannot be read as a table") from None
