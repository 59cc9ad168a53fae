"""From a file's text to checked rows of numbers, column by column, without a step in Python for each vote.

Names become numbers of the file's own. The database is asked about them only when the whole file has been
read, so that a broken file never touches it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import polars as pl

from service.arena.access.voters import hash_voter
from service.arena.catalog.prompt_categories import category_of
from service.arena.imports.log_order import VOIDED, LogOrder
from service.arena.imports.readers.frames import Batch, Refused, by_line
from service.arena.imports.votes import rules
from service.arena.imports.votes.aliases import Aliases
from service.arena.imports.votes.label_encoding import Distinct, LabelEncoder
from service.arena.imports.votes.layout import Layout
from service.arena.imports.votes.lists import items_of
from service.arena.imports.votes.outcomes import OutcomeColumn
from service.arena.imports.votes.ranked import OUTCOME, RankingColumn
from service.arena.imports.votes.reading import Reading
from service.arena.imports.votes.times import TimeColumn
from service.arena.imports.votes.unknown_languages import UnknownLanguages
from service.db.queries import prompts
from service.domain import clock
from service.domain import names as model_names
from service.domain.axes import PromptCategory
from service.errors import Invalid

# The columns of a row: 37 bytes, its external id, and its ranking if it is one, as `ranked` writes it.
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
    "ranking": pl.String,
}

MOST_NAMES = 10_000

_LINE = "\x1eline"  # no file has a column with this name
_UNIT = "\x1f"
_SUBJECT = pl.concat_str(pl.col("themes").fill_null(""), pl.col("language").fill_null(""), separator=_UNIT)
_CUT = " […]"
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
    The themes of ``strata`` are names until the database was asked for their slugs. ``id_column`` is the
    column with the votes' ids; ``is_id_named`` is False where it was only recognized by a name that may mean
    something else. ``unknown_languages`` has the labels that name no language and how many votes have each;
    these are in ``rows`` unless the policy drops or refuses them.
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
    unknown_languages: dict[str, int] = field(default_factory=dict)
    cut_prompts: int = 0

    def take(self) -> pl.DataFrame:
        """Return the rows and drop them here: they may need a hundred megabytes."""
        rows, self.rows = self.rows, self.rows.clear()
        return rows


class VoteRows:
    """Collects a file's batches into a VoteFile. Votes without a time get none here."""

    def __init__(self, layout: Layout, secret: bytes) -> None:
        self._layout = layout
        self._policies = layout.columns.policies
        self._aliases = Aliases(layout.columns.aliases)
        self._languages = UnknownLanguages(self._policies.unknown_language)
        themes = layout.columns.words.get("themes", {})
        self._theme_words = {theirs.strip().casefold(): ours for theirs, ours in themes.items()}
        self._now = clock.now()
        self._frames: list[pl.DataFrame] = []
        self._refused: list[Refused] = []
        self._seen: set[str] = set()
        self._read = self._filtered = self._voided = 0
        self._model_list = Distinct[str, tuple[str, str]]()
        self._stratum_list = Distinct[PromptCategory, PromptCategory]()
        self._prompt_list = Distinct[bytes, Prompt]()
        self._themes: dict[str, str] = {}
        self._models = LabelEncoder(self._model)
        self._outcomes = OutcomeColumn()
        self._rankings = RankingColumn(self._model) if layout.is_ranking else None
        self._strata = LabelEncoder(self._stratum)
        self._prompts = LabelEncoder(self._prompt)
        self._voters = LabelEncoder(lambda name: hash_voter(secret, name), pl.Int64)
        self._times = TimeColumn(self._now, excel=self._policies.excel_dates)
        self._cut = 0
        self._order = LogOrder()

    def add(self, batch: Batch) -> None:
        """Add a batch after the earlier ones."""
        self._refused += batch.refused
        self._read += len(batch.refused) + len(batch.lines)
        self._seen |= set(batch.frame.columns)
        self._order.add(batch.frame)
        if batch.frame.width:
            rows = self._good(self._wanted(batch.frame.with_columns(batch.lines.alias(_LINE))))
            self._frames.append(rows.select(one for one in rows if one.null_count() < rows.height))

    def finish(self, columns: Collection[str] = ()) -> VoteFile:
        """Return the whole file, whose header has these columns.

        Raise Invalid where a column is missing or contains something else.
        """
        if self._read or columns:
            self._layout.check(self._seen.union(columns))
        self._check_names()
        self._outcomes.check()
        id_column = self._layout.id_column(self._seen)
        return VoteFile(
            rows=self._rows(),
            models=self._model_list.values,
            strata=self._stratum_list.values,
            themes=self._themes,
            prompts=self._prompt_list.values,
            refused=by_line(self._refused),
            filtered=self._filtered,
            voided=self._voided,
            id_column=id_column,
            is_id_named=id_column is not None and self._layout.names_id(id_column),
            reading=Reading(None, self._layout.described(), self._notes(), in_log_order=self._order.holds),
            unknown_languages=self._languages.votes,
            cut_prompts=self._cut,
        )

    def _rows(self) -> pl.DataFrame:
        """Return the good rows of all batches. A column of nulls takes no memory here."""
        rows = pl.concat([pl.DataFrame(schema={"line": pl.Int64}), *self._frames], how="diagonal")
        empty = (pl.lit(None, kind).alias(name) for name, kind in ROW.items() if name not in rows.columns)
        return rows.with_columns(*empty).select(*ROW)

    def _check_names(self) -> None:
        """Raise Invalid where columns contain too many names, which would all be created."""
        counts = {
            "models": len(self._model_list.values),
            "themes": len(self._themes),
            "combinations of themes and language": len(self._stratum_list.values),
            "unknown languages": len(self._languages.votes),
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

    def _notes(self) -> tuple[str, ...]:
        return (*self._layout.notes, *self._outcomes.notes(), *self._aliases.notes())

    def _good(self, fields: pl.DataFrame) -> pl.DataFrame:
        """Return the valid rows as numbers; refuse the others with the rule they break."""
        text = self._outcomes.settled(self._shortened(self._ranked(fields)))
        numbers = pl.DataFrame(
            [
                text[_LINE].alias("line"),
                self._models.of(text["model_left"]),
                self._models.of(text["model_right"]),
                text[OUTCOME].fill_null(self._outcomes.of(text["outcome"])).alias("outcome"),
                self._strata.of(text.select(_SUBJECT).to_series()).alias("stratum"),
                self._times.of(text["voted_at"]),
            ]
        )
        timed = text["voted_at"].is_null() | numbers["voted_at"].is_not_null()
        good = numbers.select(_COMPLETE).to_series() & text.select(_STORABLE).to_series() & timed
        for row in text.filter(~good).iter_rows(named=True):
            self._refused.append(Refused(row[_LINE], rules.explain(row, self._now, self._policies)))
        kept = self._languages.count(text["language"], good)
        return self._with_names(numbers.filter(kept), text.filter(kept))

    def _ranked(self, text: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with the first and the last model of rankings; refuse what is wrong in them."""
        if self._rankings is None:
            empty = (
                pl.lit(None, dtype=pl.Int16).alias(OUTCOME),
                pl.lit(None, dtype=pl.String).alias("ranking"),
            )
            return text.with_columns(*empty)
        text, refused = self._rankings.settled(text, _LINE)
        self._refused += refused
        return text

    def _shortened(self, text: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with long prompts cut, if that was asked for."""
        if not self._policies.cut_prompts:
            return text
        longest = rules.LONGEST["prompt"]
        long = (text["prompt"].str.len_chars() > longest).fill_null(value=False)
        self._cut += int(long.sum())
        start = pl.concat_str(pl.col("prompt").str.head(longest - len(_CUT)), pl.lit(_CUT))
        return text.with_columns(pl.when(long).then(start).otherwise("prompt").alias("prompt"))

    def _with_names(self, numbers: pl.DataFrame, text: pl.DataFrame) -> pl.DataFrame:
        subjects = numbers["stratum"].cast(pl.String)
        prompt = text.select(pl.concat_str(subjects, pl.lit(_UNIT), pl.col("prompt"))).to_series()
        return numbers.with_columns(
            self._prompts.of(prompt).alias("prompt"),
            self._voters.of(text["voter"]),
            text["external_id"],
            text["ranking"],
        ).select(*ROW)

    def _model(self, name: str) -> int:
        name = self._aliases.of(name)
        key = rules.model_of(name)
        return self._model_list.number(key, (key, name.strip()))

    def _stratum(self, key: str) -> int:
        themes, _, language = key.partition(_UNIT)
        names = tuple(self._theme_words.get(name.casefold(), name) for name in items_of(themes))
        stratum = category_of(names, self._languages.tag_of(language))
        keys = PromptCategory.of(map(model_names.key, stratum.themes), stratum.language)
        for name in stratum.themes:
            self._themes.setdefault(model_names.key(name), name)
        return self._stratum_list.number(keys, stratum)

    def _prompt(self, key: str) -> int:
        stratum, _, text = key.partition(_UNIT)
        number = int(stratum)
        digest = prompts.digest(text, self._stratum_list.values[number])
        return self._prompt_list.number(digest, Prompt(text, number, digest))
