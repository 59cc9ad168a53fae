"""Batches of text."""

from service.arena.imports.readers.frames import Batch, Refused, by_line, line_of, part_of, text_frame


def test_empty_text_is_nothing_and_missing_columns_are_fine() -> None:
    batch = text_frame({"a": ["x", "", None]}, [4, 5, 9], [Refused(6, "no")])
    assert batch.frame["a"].to_list() == ["x", None, None]
    assert batch.lines.to_list() == [4, 5, 9]
    assert text_frame({}, [], []).frame.is_empty()


def test_rows_come_with_their_lines_even_where_they_hold_nothing() -> None:
    batch = text_frame({"a": ["x", ""]}, [4, 5], [])
    assert list(batch.rows()) == [(4, {"a": "x"}), (5, {"a": None})]
    empty = Batch(batch.frame.drop("a"), batch.lines, [])
    assert list(empty.rows()) == [(4, {}), (5, {})]


def test_refusals_sort_by_line() -> None:
    assert sorted([Refused(9, "a"), Refused(2, "b")]) == [(2, "b"), (9, "a")]


def test_parts_of_a_line_have_numbers_in_the_order_of_the_file() -> None:
    numbers = [part_of(line, part) for line in (1, 2, 3_000_000_000) for part in (0, 1, 1_000_000)]
    assert numbers == sorted(set(numbers))
    assert max(numbers) < 1 << 63
    assert [line_of(number) for number in numbers] == [1] * 3 + [2] * 3 + [3_000_000_000] * 3
    assert line_of(7) == 7
    assert by_line([Refused(part_of(9, 1), "b"), Refused(2, "a")]) == [Refused(2, "a"), Refused(9, "b")]
