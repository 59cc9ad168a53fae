"""How well ratings expect results that they have not seen: real ones, of which nobody knows the truth.

The results are those of men's international football, which anybody may use (`--results results.csv.gz`, the
compressed file of github.com/martj42/international_results). A cell is a kind of match in a period, a model
is one of the 40 teams with the most matches. Three tenths of the matches are held out at random.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np

from scripts.simulations.measures import Figure, Line, Measure, measured
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.rating.bradley_terry import MEAN, SCALE, fit_pairs
from service.rating.log_arrays import LogArrays
from service.rating.pooled import fit_pooled
from service.rating.spreads import spreads

Row = tuple[int, int, int, int, int]
Ratings = Mapping[Axis, Mapping[int, float]]

_TEAMS = 40
_SEEN = 0.7
_POINTS = {1: 1.0, 2: 0.0, 3: 0.5}


def figures(file: Path) -> list[Figure]:
    """Return the log loss of held-out results where cells have few matches, and where they have more."""
    found = []
    for years, share in ((10, 0.4), (30, 0.7)):
        rows, categories = _results(file, years)
        each = 2 * share * len(rows) / _TEAMS / len(categories)
        where = f"football, {each:.1f} matches a team and cell: log loss of held-out results"
        measure = Measure(
            name=f"held-out-{years}",
            seeds=10,
            votes=round(share * len(rows)),
            run=partial(losses, rows, categories),
            lines=(
                Line("alone", f"{where} by the cell's own ratings"),
                Line("overall", f"{where} by the overall likely"),
                Line("likely", f"{where} by likely"),
            ),
        )
        found += measured(measure, range(1, measure.seeds + 1))
    return found


def losses(
    rows: list[Row], categories: Mapping[int, PromptCategory], seed: int, votes: int
) -> Mapping[str, float]:
    """Return the log loss of the held-out results by fits of so many of the others; a draw is half a win."""
    order = np.random.default_rng(seed).permutation(len(rows))
    held_out = np.array(rows)[order[int(_SEEN * len(rows)) :]]
    seen = LogArrays.of_rows([(*rows[i], 0, 0) for i in sorted(order[:votes].tolist())])
    known = spreads(seen, categories)
    pooled = fit_pooled(seen.counts(), categories, dispersion=known.dispersion, beyond=known.beyond)
    likely = {axis: {team: one.mean for team, one in row.items()} for axis, row in pooled.axes.items()}
    alone = {
        categories[number].axes()[-1]: {
            team: one.rating
            for team, one in fit_pairs([tuple(row[1:]) for row in counts.tolist()]).estimates.items()
        }
        for number in categories
        if len(counts := (table := seen.counts())[table[:, 0] == number])
    }
    everywhere = {category.axes()[-1]: likely[OVERALL] for category in categories.values()}
    return {
        name: _loss(held_out, categories, ratings)
        for name, ratings in (("alone", alone), ("overall", everywhere), ("likely", likely))
    }


def _loss(rows: np.ndarray, categories: Mapping[int, PromptCategory], ratings: Ratings) -> float:
    total = 0.0
    for _, home, away, outcome, category in rows.tolist():
        known = ratings.get(categories[category].axes()[-1], {})
        gap = (known.get(home, MEAN) - known.get(away, MEAN)) / SCALE
        total += float(np.logaddexp(0.0, -gap)) + (1.0 - _POINTS[outcome]) * gap
    return total / len(rows)


def _results(file: Path, years: int) -> tuple[list[Row], dict[int, PromptCategory]]:
    """Return the matches of the teams with the most of them as votes, and what cells they are in."""
    with gzip.open(file, "rt", encoding="utf-8") as text:
        every = [one for one in csv.DictReader(text) if one["home_score"].isdigit()]
    played = Counter(one[side] for one in every for side in ("home_team", "away_team"))
    teams = {team: number for number, (team, _) in enumerate(played.most_common(_TEAMS), 1)}
    cells: dict[PromptCategory, int] = {}
    rows: list[Row] = []
    for one in every:
        if one["home_team"] in teams and one["away_team"] in teams:
            gap = int(one["home_score"]) - int(one["away_score"])
            cell = PromptCategory((str(int(one["date"][:4]) // years * years),), _kind(one["tournament"]))
            number = cells.setdefault(cell, len(cells) + 1)
            outcome = 1 if gap > 0 else 2 if gap < 0 else 3
            rows.append((len(rows) + 1, teams[one["home_team"]], teams[one["away_team"]], outcome, number))
    return rows, {number: cell for cell, number in cells.items()}


def _kind(tournament: str) -> str:
    """Return the kind of a match, as a language tag of the private range."""
    if tournament == "Friendly":
        return "qaa"
    return "qab" if "qualification" in tournament else "qac"
