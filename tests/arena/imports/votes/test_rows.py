"""A file's text as rows of numbers; each row that breaks a rule is refused with it."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.arena.access.voters import hash_voter
from service.arena.imports.readers.frames import Refused, text_frame
from service.arena.imports.votes import rules
from service.arena.imports.votes.columns import FIELDS, Columns, Policies
from service.arena.imports.votes.layout import layout_of
from service.arena.imports.votes.outcomes import outcome_of
from service.arena.imports.votes.rows import ROW, VoteFile, VoteRows
from service.domain import clock
from service.domain.axes import PromptCategory
from service.errors import Invalid

SECRET = b"secret"


def rows_from(
    rows: Sequence[Mapping[str, str | None]], columns: Columns | None = None, split: int = 1000
) -> VoteFile:
    names = sorted({name for row in rows for name in row})
    taken = VoteRows(layout_of(columns or Columns.of(), names), SECRET)
    for start in range(0, len(rows), split):
        part = rows[start : start + split]
        lines = list(range(start + 2, start + len(part) + 2))
        taken.add(text_frame({name: [row.get(name) for row in part] for name in names}, lines, []))
    return taken.finish()


def test_a_row_in_full() -> None:
    file = rows_from(
        [
            {
                "model_left": "Photon Flash",
                "model_right": "b",
                "outcome": "tie",
                "voter": "anna",
                "prompt": "a cat",
                "themes": "Food & Beverage;people",
                "language": "German",
                "voted_at": "1707700514.3167",
                "external_id": "x1",
            }
        ]
    )
    stratum = PromptCategory(("Food & Beverage", "people"), "de")
    voter = hash_voter(SECRET, "anna")
    assert file.rows.rows() == [(2, 0, 1, 3, 0, 0, voter, 1_707_700_514_316_700, "x1", None)]
    assert file.rows.schema == ROW
    assert file.models == [("photon-flash", "Photon Flash"), ("b", "b")]
    assert file.strata == [stratum]
    assert file.themes["food-&-beverage"] == "Food & Beverage"
    assert [(p.text, p.stratum) for p in file.prompts] == [("a cat", 0)]


def test_names_are_numbered_through_all_batches() -> None:
    rows = [{"model_left": f"m{i % 3}", "model_right": f"m{i % 3 + 1}", "outcome": "left"} for i in range(12)]
    whole, parts = rows_from(rows), rows_from(rows, split=5)
    assert whole.rows.equals(parts.rows)
    assert whole.models == parts.models == [(f"m{i}", f"m{i}") for i in range(4)]


def test_a_prompt_with_other_themes_is_another() -> None:
    base = {"model_left": "a", "model_right": "b", "outcome": "left", "prompt": "a cat"}
    file = rows_from([base, {**base, "themes": "animals"}, base])
    assert file.rows["prompt"].to_list() == [0, 1, 0]


def test_filtered_and_voided_rows_are_counted_and_not_looked_at() -> None:
    rows: list[dict[str, str | None]] = [
        {"model_left": "a", "model_right": "b", "outcome": "left", "kind": "x", "voided_at": None},
        {"model_left": "a", "model_right": "b", "outcome": "nonsense", "kind": "y", "voided_at": None},
        {"model_left": "a", "model_right": "b", "outcome": "left", "kind": "x", "voided_at": "2026-01-01"},
    ]
    file = rows_from(rows, Columns.of((), ["kind=x"]))
    assert (file.rows.height, file.filtered, file.voided, file.refused) == (1, 1, 1, [])


def test_refusals_of_reader_and_rules_are_in_the_order_of_lines() -> None:
    taken = VoteRows(layout_of(Columns.of(), ["model_a", "model_b", "winner"]), SECRET)
    columns: dict[str, list[str | None]] = {
        "model_a": ["a", "a"],
        "model_b": ["b", "b"],
        "winner": ["?", "tie"],
    }
    taken.add(text_frame(columns, [7, 2], [Refused(4, "too short")]))
    file = taken.finish()
    assert [refused.line for refused in file.refused] == [4, 7]


def test_rows_are_given_away_once() -> None:
    file = rows_from([{"model_left": "a", "model_right": "b", "outcome": "left"}])
    assert file.take().height == 1
    assert file.take().is_empty()


@pytest.mark.parametrize("column", ["model_right", "themes", "language"])
def test_a_column_of_something_else_does_not_become_names(
    monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    monkeypatch.setattr("service.arena.imports.votes.rows.MOST_NAMES", 9)
    base = {"model_left": "a", "model_right": "b", "outcome": "left"}
    tags = ["en", "de", "fr", "es", "it", "nl", "pt", "ja", "ko", "hi"]
    rows = [{**base, column: tag} for tag in tags]
    assert rows_from(rows[:8]).rows.height == 8
    with pytest.raises(Invalid, match=r"the file has 1\d .*; are these the right columns"):
        rows_from(rows)


NOW = datetime.now(UTC)
WORDS = {
    "model_left": ["a", "b", "B", " c ", "!!", None],
    "model_right": ["a", "b", "B", "d", "", None],
    "outcome": ["left", "TIE", "model_b", "tie (bothbad)", "1", "leftvote", "best", None],
    "voter": ["anna", "x" * 201, "y\0", None],
    "prompt": ["a cat", "z" * 10_001, "n\0", None],
    "themes": ["people", "people;!!", ";", "['a', 'b c']", "a, b", None],
    "language": ["en", "German", "klingonish", "unknown", "français", None],
    "voted_at": [
        "1707700514.3167",
        "2024-02-12T01:15:14Z",
        "2024-02-12T01:15:14.25+02:00",
        (NOW + timedelta(seconds=60)).isoformat(),
        (NOW + timedelta(seconds=600)).isoformat(),
        str((NOW + timedelta(days=600)).timestamp()),
        "1707700514316.7",
        "1707700514316700",
        "20240212",
        "20240212.0",
        "45334.5",
        "2024",
        "inf",
        "-1e300",
        "soon",
        None,
    ],
    "external_id": ["x1", "e" * 201, None],
}


def cut(row: dict[str, str | None], policies: Policies) -> dict[str, str | None]:
    return {**row, "prompt": (row["prompt"] or "")[:10_000]} if policies.cut_prompts else row


@pytest.mark.slow
@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), split=st.integers(2, 25))
def test_columns_and_rules_agree_row_by_row(seed: int, split: int) -> None:
    """The fast way over columns takes exactly the rows that break no rule, and reads the same from them."""
    random_ = random.Random(seed)
    rows = [{field: random_.choice(WORDS[field]) for field in FIELDS} for _ in range(60)]
    rows.append({field: WORDS[field][0] for field in FIELDS})  # at least one outcome is known
    policies = Policies(
        unknown_language=random_.choice(["keep", "refuse"]),
        cut_prompts=random_.random() < 0.5,
        excel_dates=random_.random() < 0.5,
    )
    file = rows_from(rows, Columns.of(policies=policies), split=split)
    now = clock.now()
    good, refused = dict(zip(file.rows["line"], file.rows.rows(named=True), strict=True)), dict(file.refused)
    assert sorted([*good, *refused]) == list(range(2, 63))
    for line, given_row in enumerate(rows, 2):
        row = {field: text or None for field, text in given_row.items()}
        if line in refused:
            assert refused[line] == rules.explain(cut(row, policies), now, policies)
            continue
        found = good[line]
        assert file.models[found["model_left"]][0] == rules.model_of(row["model_left"] or "")
        assert found["outcome"] == outcome_of(row["outcome"] or "")
        language = "" if row["language"] == "klingonish" else row["language"] or ""
        assert file.strata[found["stratum"]] == rules.subject_of(row["themes"] or "", language)
        excel = policies.excel_dates
        expected = None if row["voted_at"] is None else rules.moment_of(row["voted_at"], now, excel=excel)
        assert found["voted_at"] == expected
        assert found["external_id"] == row["external_id"]
