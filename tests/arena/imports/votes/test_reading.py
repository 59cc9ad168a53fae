"""What was understood about a file."""

from service.arena.imports.votes.reading import Reading


def test_nothing_is_assumed_of_a_file_that_was_not_read() -> None:
    assert Reading() == Reading(None, {}, ())
