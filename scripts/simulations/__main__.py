"""Measures how true leaderboards are; prints a table. Run by ``scripts/simulate``."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.simulations import cells, claims, demo, held_out, intervals, prompts
from scripts.simulations.measures import Figure, Measure, measured, table

MEASURES: dict[str, Measure] = {
    one.name: one for part in (demo, cells, intervals, claims, prompts) for one in part.MEASURES
}
NOT_MEASURED = (
    "Not measured: held-out log loss on the votes of llmfao (target: at most .650 and .625 at 4.7 and "
    "18.6 votes a model and axis) and of WMT16. These vote sets are not among the project's data; results of "
    "football stand in their place (--results)."
)


def long_form() -> list[Figure]:
    """Return all figures, from as many worlds as each measure asks for."""
    return [figure for one in MEASURES.values() for figure in measured(one, range(1, one.seeds + 1))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 0, since a missed target needs a reader, and 2 for wrong usage."""
    parser = argparse.ArgumentParser("scripts/simulate", description="Measure leaderboards beside the truth.")
    parser.add_argument("--world", action="append", choices=MEASURES, help="one of them; may be repeated")
    parser.add_argument("--seeds", type=int, help="how many worlds of each kind")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--votes", type=int, help="votes in each world, in place of those of the table")
    parser.add_argument("--results", type=Path, help="only real results of football, from this CSV file")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    options = parser.parse_args(arguments)
    chosen = [MEASURES[name] for name in options.world or MEASURES]
    figures = (
        held_out.figures(options.results)
        if options.results
        else [
            figure
            for one in chosen
            for figure in measured(
                one, range(options.first, options.first + (options.seeds or one.seeds)), options.votes
            )
        ]
    )
    print(table(figures))
    print(f"\n{NOT_MEASURED}")
    if options.json:
        options.json.write_text(json.dumps([figure.document() for figure in figures], indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
