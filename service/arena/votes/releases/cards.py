"""The card of a release: the README.md that people read, and that tells `datasets` where the tables are."""

from __future__ import annotations

import json

from service.arena.votes.releases.manifests import ReleaseManifest

TABLES = {
    "votes": "Every vote in the order of the log. Those that do not count have a time in voided_at.",
    "boards": "The ranked models of every leaderboard: score, rating, intervals, counts.",
    "unranked": "The models that have too few votes on an axis to be ranked there.",
    "axes": "Every axis with votes: overall, each theme, each language, each theme in a language.",
    "decided": "Pairs of models of which one is decided to be better, at 95 % however often one looks.",
    "head_to_head": "How the votes between every two models turned out, on every axis.",
    "models": "The models that were voted on, with makers and licenses.",
    "prompts": "The prompts that were voted on.",
}
"""What each table has, in the order in which people meet them."""

_TEXT_TO_IMAGE = "text-to-image"
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGE = "n>1M"


def files_of(table: str) -> str:
    """Return the pattern of a table's files."""
    return "data/votes/*.parquet" if table == "votes" else f"data/{table}.parquet"


def about(name: str) -> str:
    """Return what a file of a release has."""
    folder, _, rest = name.partition("/")
    if folder == "chain":
        return "The hash of a file of votes and of the link before it, with the names behind its ids."
    if folder == "data":
        return TABLES[rest.partition("/")[0].removesuffix(".parquet")]
    return "The data card."


def card(release: ReleaseManifest) -> str:
    """Return the card. A text in JSON is one in YAML, too, and cannot end the header."""
    return "\n".join(["---", *_front_matter(release), "---", "", "\n\n".join(_text(release)), ""])


def _front_matter(release: ReleaseManifest) -> list[str]:
    header = release.header
    task = _TEXT_TO_IMAGE if header.task == _TEXT_TO_IMAGE else "image-to-image"
    size = next((name for most, name in _SIZES if header.position < most), _LARGE)
    lines = [
        f"pretty_name: {json.dumps(f'Votes and leaderboards of {header.name}', ensure_ascii=False)}",
        f"task_categories: [{task}]",
        "tags: [preference, human-feedback, leaderboard]",
        f'size_categories: ["{size}"]',
        "configs:",
    ]
    for table in TABLES:
        lines += [f"- config_name: {table}", *(["  default: true"] if table == "votes" else [])]
        lines += ["  data_files:", "  - split: train", f"    path: {json.dumps(files_of(table))}"]
    return lines


_COLLECTED = """\
Voters saw two images of the same prompt side by side and did not know who had made them. They chose one,
called them level, or called both bad. `probability` is how likely the pair was to be dealt; votes from other
systems have none. A `ranked` vote put more than two models in an order, which `models` and `ranks` have."""
_LEFT_OUT = """\
Nothing here says who voted. `voter_number` tells the votes of one voter from those of another within this
release, and means nothing outside of it. Votes of voters who had their data deleted do not count and have no
number. Addresses, response times and ids from other systems are not part of a release."""
_CHECK = """\
`arena verify DIR` computes every hash, and every number of the leaderboards from the votes, on any machine
with Python and this program. Each file of votes has a manifest in `chain/` with the hash of the one before
it. The last one is `{chain}`."""
_METHOD = "Ratings are TrueSkill's with {parameters} (method `{version}`). The score is mu - 3 sigma."
_LIMITS = """\
Voters are not a sample of all people, and prompts are not a sample of all prompts. `axes` says how much of
the uncertainty of each leaderboard is owed to votes, prompts and voters."""
_LINES = """\
```python
datasets.load_dataset(".", "boards", split="train")
pandas.read_parquet("data/boards.parquet")
polars.read_parquet("data/votes/*.parquet")
duckdb.sql("SELECT * FROM 'data/boards.parquet' WHERE axis = 'overall'")
```"""


def _text(release: ReleaseManifest) -> list[str]:
    header = release.header
    parameters = ", ".join(f"`{name}` {value}" for name, value in sorted(header.parameters.items()))
    simulated = f"A demo made the first {header.simulated} votes of the arena; no person cast them."
    counts = f"{header.position} votes up to {header.as_of}, of which {release.counted} count"
    return [
        f"# Votes and leaderboards of the arena `{header.arena}`",
        f"{counts}, and every leaderboard that follows from them.",
        *([simulated] if header.simulated else []),
        "## Files",
        "\n".join(f"- `{files_of(table)}`: {text}" for table, text in TABLES.items()),
        "Load a table with one line of Python, here from this folder:",
        _LINES,
        "## How the votes were collected",
        _COLLECTED,
        "## What is left out",
        _LEFT_OUT,
        "## How to check it",
        _CHECK.format(chain=release.chain),
        _METHOD.format(parameters=parameters, version=release.method_version),
        "## Limits",
        _LIMITS,
    ]
