"""From a file's text to checked rows of numbers, column by column, without a step in Python for each vote.

Names become numbers of the file's own. The database is asked about them only when the whole file has been
read, so that a broken file never touches it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import polars as pl

from service.arena.access.voters import hash_voter
from service.arena.imports.readers.frames import Batch, Refused
from service.arena.imports.votes import rules
from service.arena.imports.votes.label_encoding import Distinct, LabelEncoder
from service.arena.imports.votes.layout import VOIDED, Layout
from service.arena.imports.votes.reading import Reading
from service.db.queries import prompts
from service.domain import clock, names
from service.domain.axes import PromptCategory
from service.errors import Invalid

# The columns of a row: 37 bytes, and its external id.
ROW = {
    "line": pl.Int64,
    "model_left": pl.Int32,
    "model_right": pl.Int32,
    "outcome": pl.Int16,
    "stratum": pl.Int32,
    "prompt": pl.Int32,
    "voter": pl.Int64,
    "voted_at": pl.Int64,
    "external_id": pl.String,
}

MOST_NAMES = 10_000

_LINE = "\x1eline"  # no file has a column with this name
_UNIT = "\x1f"
_ISO = "%Y-%m-%dT%H:%M:%S%.fZ"
_SUBJECT = pl.concat_str(pl.col("themes").fill_null(""), pl.col("language").fill_null(""), separator=_UNIT)
_COMPLETE = pl.all_horizontal(
    pl.col("model_left", "model_right", "outcome", "stratum").is_not_null(),
    pl.col("model_left") != pl.col("model_right"),
)
_STORABLE = pl.all_horizontal(
    pl.col(field).is_null()
    | (pl.col(field).str.len_chars() <= longest) & ~pl.col(field).str.contains("\0", literal=True)
    for field, longest in rules.LONGEST.items()
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of a file; ``stratum`` is the number of its category there."""

    text: str
    stratum: int
    digest: bytes


@dataclass(slots=True)
class VoteFile:
    """A whole file: its good rows, and the refused ones.

    ``rows`` has the columns of ROW; models, strata and prompts are indices into the lists. ``models`` holds
    keys (`service.domain.names.key`) and the name that the file has for each, and ``themes`` names by key.
    The digest of a prompt is made of the themes' names. ``id_column`` is the column with the votes' ids;
    ``is_id_named`` is False where it was only recognized by a name that may mean something else.
    """

    rows: pl.DataFrame
    models: list[tuple[str, str]]
    strata: list[PromptCategory]
    themes: dict[str, str]
    prompts: list[Prompt]
    refused: list[Refused]
    filtered: int
    voided: int
    reading: Reading = field(default_factory=Reading)
    id_column: str | None = None
    is_id_named: bool = False

    def take(self) -> pl.DataFrame:
        """Return the rows and drop them here: they may need a hundred megabytes."""
        rows, self.rows = self.rows, self.rows.clear()
        return rows


class VoteRows:
    """Collects a file's batches into a VoteFile. Votes without a time get none here."""

    def __init__(self, layout: Layout, secret: bytes) -> None:
        self._layout = layout
        self._now = clock.now()
        self._frames = [pl.DataFrame(schema=ROW)]
        self._refused: list[Refused] = []
        self._seen: set[str] = set()
        self._read = self._filtered = self._voided = 0
        self._model_list = Distinct[str, tuple[str, str]]()
        self._stratum_list = Distinct[PromptCategory, PromptCategory]()
        self._prompt_list = Distinct[bytes, Prompt]()
        self._themes: dict[str, str] = {}
        self._models = LabelEncoder(self._model)
        self._outcomes = LabelEncoder(rules.outcome_of, pl.Int16)
        self._strata = LabelEncoder(self._stratum)
        self._prompts = LabelEncoder(self._prompt)
        self._voters = LabelEncoder(lambda name: hash_voter(secret, name), pl.Int64)
        self._moments = LabelEncoder(lambda text: rules.moment_of(text, self._now), pl.Int64)

    def add(self, batch: Batch) -> None:
        """Add a batch after the earlier ones."""
        self._refused += batch.refused
        self._read += len(batch.refused) + len(batch.lines)
        self._seen |= set(batch.frame.columns)
        if batch.frame.width:
            self._frames.append(self._good(self._wanted(batch.frame.with_columns(batch.lines.alias(_LINE)))))

    def finish(self, columns: Collection[str] = ()) -> VoteFile:
        """Return the whole file, whose header has these columns.

        Raise Invalid where a column is missing or contains something else.
        """
        if self._read or columns:
            self._layout.check(self._seen.union(columns))
        self._check_names()
        id_column = self._layout.id_column(self._seen)
        return VoteFile(
            rows=pl.concat(self._frames),
            models=self._model_list.values,
            strata=self._stratum_list.values,
            themes=self._themes,
            prompts=self._prompt_list.values,
            refused=sorted(self._refused),
            filtered=self._filtered,
            voided=self._voided,
            reading=Reading(None, self._layout.described(), self._layout.notes),
            id_column=id_column,
            is_id_named=id_column is not None and self._layout.names_id(id_column),
        )

    def _check_names(self) -> None:
        """Raise Invalid where columns contain too many names, which would all be created."""
        counts = {
            "models": len(self._model_list.values),
            "themes": len(self._themes),
            "combinations of themes and language": len(self._stratum_list.values),
        }
        for what, count in counts.items():
            if count > MOST_NAMES:
                raise Invalid(
                    f"the file has {count:,} {what}, more than {MOST_NAMES:,}; are these the right columns?"
                )

    def _wanted(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the fields of the rows that pass the filters and are not void."""
        kept = frame.filter(*(one.keeps(frame) for one in self._layout.columns.filters))
        fields = self._layout.pick(kept).with_columns(kept[_LINE])
        counted = fields.filter(pl.col(VOIDED).is_null())
        self._filtered += frame.height - kept.height
        self._voided += fields.height - counted.height
        return counted

    def _good(self, text: pl.DataFrame) -> pl.DataFrame:
        """Return the valid rows as numbers; refuse the others with the rule they break."""
        numbers = pl.DataFrame(
            [
                text[_LINE].alias("line"),
                self._models.of(text["model_left"]),
                self._models.of(text["model_right"]),
                self._outcomes.of(text["outcome"]),
                self._strata.of(text.select(_SUBJECT).to_series()).alias("stratum"),
                self._times(text["voted_at"]),
            ]
        )
        timed = text["voted_at"].is_null() | numbers["voted_at"].is_not_null()
        good = numbers.select(_COMPLETE).to_series() & text.select(_STORABLE).to_series() & timed
        for row in text.filter(~good).iter_rows(named=True):
            self._refused.append(Refused(row[_LINE], rules.explain(row, self._now)))
        return self._with_names(numbers.filter(good), text.filter(good))

    def _with_names(self, numbers: pl.DataFrame, text: pl.DataFrame) -> pl.DataFrame:
        subjects = numbers["stratum"].cast(pl.String)
        prompt = text.select(pl.concat_str(subjects, pl.lit(_UNIT), pl.col("prompt"))).to_series()
        return numbers.with_columns(
            self._prompts.of(prompt).alias("prompt"), self._voters.of(text["voter"]), text["external_id"]
        ).select(*ROW)

    def _times(self, column: pl.Series) -> pl.Series:
        """Return times as microseconds: common formats column by column, all others text by text."""
        seconds = column.cast(pl.Float64, strict=False)
        times = (seconds * 1e6).round().cast(pl.Int64, strict=False)
        if times.null_count():
            iso = column.str.strptime(pl.Datetime("us"), _ISO, strict=False).cast(pl.Int64)
            times = times.fill_null(iso)
        times = times.set(~times.is_between(rules.FIRST, self._now), None)
        unclear = column.set(times.is_not_null(), None)
        return times.fill_null(self._moments.of(unclear))

    def _model(self, name: str) -> int:
        key = rules.model_of(name)
        return self._model_list.number(key, (key, name.strip()))

    def _stratum(self, key: str) -> int:
        themes, _, language = key.partition(_UNIT)
        stratum = rules.subject_of(themes, language)
        for name in stratum.themes:
            self._themes.setdefault(names.key(name), name)
        return self._stratum_list.number(stratum, stratum)

    def _prompt(self, key: str) -> int:
        stratum, _, text = key.partition(_UNIT)
        number = int(stratum)
        digest = prompts.digest(text, self._stratum_list.values[number])
        return self._prompt_list.number(digest, Prompt(text, number, digest))
